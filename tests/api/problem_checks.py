"""Checks that every refusal of the API must pass."""


def problem_in(response, status, *words):
    """Checks that a response has a status and problem details that contain the words; returns the details."""
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    problem = response.json()
    check_problem(problem, status, *words)
    return problem


def check_problem(problem, status, *words):
    """Checks that problem details are complete: one plain sentence, and what was received."""
    assert problem["status"] == status
    assert problem["title"]
    assert problem["type"] == "about:blank"
    assert "Received: " in problem["detail"]
    assert "\n" not in problem["detail"]
    assert "Traceback" not in problem["detail"]
    assert len(problem["detail"]) < 600
    for word in words:
        assert word in problem["detail"], problem["detail"]
