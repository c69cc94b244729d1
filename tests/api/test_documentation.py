"""The documentation page describes the whole API, is accessible, and loads nothing from elsewhere."""

import re

from api.documentation import document, page


def test_the_description_has_every_route(api_app):
    described = document(api_app)
    assert described["openapi"].startswith("3.1")
    assert described["servers"] == [{"url": "/api"}]
    assert set(described["paths"]) == {
        "/v1/health",
        "/v1/models",
        "/v1/models/{name}",
        "/v1/models/{name}/bundle",
        "/v1/predict",
        "/v1/datasets",
        "/v1/train",
        "/v1/runs",
        "/v1/runs/{run_id}",
        "/metrics",
    }
    predict = described["paths"]["/v1/predict"]["post"]
    assert set(predict["requestBody"]["content"]) == {"application/json", "multipart/form-data"}
    for operations in described["paths"].values():
        for operation in operations.values():
            assert operation["summary"]
            assert operation["description"]
            assert all(parameter["description"] for parameter in operation.get("parameters", ()))
            for status, response in operation["responses"].items():
                if int(status) >= 400:
                    assert list(response["content"]) == ["application/problem+json"]


def test_the_page_needs_no_internet_and_runs_no_script(client):
    answer = client.get("/docs")
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")
    text = answer.text
    assert not re.search(r"<script|<img|<link|<iframe|https?://|url\(", text)
    for words in (
        "POST /api/v1/predict",
        "heat_map",
        "DELETE /api/v1/runs/{run_id}",
        "Retry-After",
        "openapi.json",
    ):
        assert words in text


def test_the_page_says_what_is_taken_where_nothing_is_given_and_how_much(client):
    text = re.sub(r"<[^>]+>", "", client.get("/docs").text)
    for words in (
        "How many classes of each network. (1 to 1,000; 5 by default)",
        "looked for its most likely class. (false by default)",
        "no effect with scratch. (normal by default)",
        "where the training is going on. (discard by default)",
        "Names of networks, as GET models lists them. (at most 8 of them)",
        "Image files. (at most 256 of them)",
        "by default the best one. (at most 100 characters)",
        "Give either images or drawings.",
    ):
        assert words in text
    sent, answered = text.split("Response fields")
    assert sent.count("Needed") == 4
    assert "Needed" not in answered
    assert "by default)" not in answered


def test_the_figures_are_described_as_the_text_that_they_are(api_app):
    answer = document(api_app)["paths"]["/metrics"]["get"]["responses"]["200"]
    assert list(answer["content"]) == ["text/plain"]


def test_every_link_of_the_page_leads_somewhere(client):
    text = client.get("/docs").text
    targets = set(re.findall(r'href="#([^"]+)"', text))
    assert {"PredictResponse", "Problem", "RunDetails"} <= targets
    assert targets <= set(re.findall(r'id="([^"]+)"', text))
    assert '<html lang="en">' in text
    assert text.count("<h1>") == 1


def test_what_is_described_is_escaped(api_app):
    from fastapi import FastAPI

    app = FastAPI(version="1")

    @app.get("/a", summary="<script>alert(1)</script>")
    def a() -> dict[str, str]:
        return {}

    assert "<script>" not in page(app)
    assert "&lt;script&gt;" in page(app)
