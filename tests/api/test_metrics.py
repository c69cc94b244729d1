"""Prometheus reads the counts by route, never by paths that clients made up."""

from prometheus_client.parser import text_string_to_metric_families


def figures(client):
    text = client.get("/metrics").text
    return {
        (sample.name, *sorted(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def test_requests_are_counted_by_route_and_status(client, seven):
    before = figures(client)
    body = {"models": ["digits-dense"], "images": [seven]}
    for _ in range(3):
        client.post("/v1/predict", json=body)
    client.get("/v1/models/digits-dense")
    client.get("/v1/models/secret-name")
    client.get("/v1/made-up/secret-name")
    client.request("SECRET", "/v1/models")
    after = figures(client)

    def counted(method, route, status):
        key = ("inkling_api_requests_total", ("method", method), ("route", route), ("status", str(status)))
        return after.get(key, 0) - before.get(key, 0)

    assert counted("POST", "/v1/predict", 200) == 3
    assert counted("GET", "/v1/models/{name}", 200) == 1
    assert counted("GET", "/v1/models/{name}", 404) == 1
    assert counted("GET", "other", 404) == 1
    assert counted("other", "/v1/models", 405) + counted("other", "other", 405) == 1
    assert "secret-name" not in str(after)
    assert "SECRET" not in str(after)
    assert after["inkling_api_requests_in_flight",] == 0
    key = ("inkling_api_request_seconds_count", ("route", "/v1/predict"))
    assert after[key] - before.get(key, 0) == 3


def test_refusals_are_counted_too(client):
    before = figures(client)
    client.get("/v1/models", headers={"host": "evil.example"})
    after = figures(client)
    changed = {
        key for key in after if after[key] != before.get(key, 0) and key[0] == "inkling_api_requests_total"
    }
    assert ("inkling_api_requests_total", ("method", "GET"), ("route", "other"), ("status", "403")) in changed
