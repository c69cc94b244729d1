"""Networks over HTTP: which exist and what they answer; answers equal those of the engine itself."""

import base64
import io
import json
import zipfile

import numpy as np
import pytest
from PIL import Image

from core.preprocessing.decode import decode_image
from core.preprocessing.quickdraw_format import from_quickdraw
from core.storage.paths import SHIPPED
from tests.api.problem_checks import check_problem, problem_in
from tests.core.pictures_for_tests import file_of


def predict(client, **body):
    response = client.post("/v1/predict", json={"models": ["digits-dense"], **body})
    assert response.status_code == 200, response.text
    return response.json()["answers"]


def test_all_networks_are_listed(client, shipped):
    listed = client.get("/v1/models").json()
    assert [network["name"] for network in listed["models"]] == list(shipped.bundles)
    assert listed["refused"] == []
    deep = listed["models"][0]
    assert (deep["kind"], deep["classes"], deep["imported"]) == ("ink", 10, False)


def test_a_card_says_what_the_file_does(client):
    card = client.get("/v1/models/digits-dense").json()
    labels = (SHIPPED / "digits-dense" / "labels.txt").read_text().split()
    assert card.pop("labels") == labels
    assert card.pop("imported") is False
    written = json.loads((SHIPPED / "digits-dense" / "card.json").read_text())
    assert {name: card[name] for name in written} == written


def test_a_bundle_is_the_files_on_disk(client):
    response = client.get("/v1/models/digits-dense/bundle")
    assert response.headers["content-type"] == "application/zip"
    assert 'filename="digits-dense.bundle.zip"' in response.headers["content-disposition"]
    with zipfile.ZipFile(io.BytesIO(response.content)) as bundle:
        for path in (SHIPPED / "digits-dense").iterdir():
            assert bundle.read(f"digits-dense/{path.name}") == path.read_bytes()


@pytest.mark.parametrize(
    "name", ["nothing", "..", "%2e%2e", "..%2F..%2Fetc", "digits-dense%00", "%F0%9F%98%80"]
)
@pytest.mark.parametrize("path", ["/v1/models/{}", "/v1/models/{}/bundle"])
def test_no_other_name_leads_anywhere(client, name, path):
    problem_in(client.get(path.format(name)), 404)


def test_a_picture_gets_the_answer_of_the_engine(client, classifiers, seven):
    (entry,) = predict(client, models=["digits-deep", "digits-simple"], images=[seven], top=3)
    assert entry["index"] == 0
    for result, name in zip(entry["results"], ["digits-deep", "digits-simple"], strict=True):
        expected = classifiers[name].classify_picture(decode_image(base64.b64decode(seven)))
        assert result["model"] == name
        assert (result["sure"], result["reason"]) == (expected.sure, expected.reason)
        assert [one["label"] for one in result["predictions"]] == [one.label for one in expected.top(3)]
        shares = [one["probability"] for one in result["predictions"]]
        assert shares == pytest.approx([one.probability for one in expected.top(3)], abs=1e-6)
        assert result["heat_map"] is None
    assert entry["results"][0]["predictions"][0]["label"] == "7"


def test_a_drawing_gets_the_answer_of_the_engine(client, classifiers, nine):
    (entry,) = predict(client, models=["digits-deep"], drawings=[nine], top=1)
    expected = classifiers["digits-deep"].classify_strokes(from_quickdraw(nine)).top(1)[0]
    assert entry["results"][0]["predictions"] == [
        {"label": expected.label, "probability": round(expected.probability, 6)}
    ]


def test_a_heat_map_is_a_picture_that_is_orange_where_the_network_looked(client, nine, seven):
    for body in ({"drawings": [nine]}, {"images": [seven]}):
        (entry,) = predict(client, models=["digits-deep", "digits-simple"], heat_map=True, **body)
        header, _, packed = entry["results"][0]["heat_map"].partition(",")
        assert header == "data:image/png;base64"
        pixels = np.asarray(Image.open(io.BytesIO(base64.b64decode(packed))), dtype=int)
        assert pixels.shape == (280, 280, 3)
        # The heat map is grey except where there is evidence.
        assert (pixels[..., 0] - pixels[..., 2]).max() > 50


def test_a_photo_has_a_heat_map_too_and_is_asked_beside_networks_for_drawings(client, seven):
    (entry,) = predict(
        client, models=["things-1000", "digits-dense"], images=[seven], heat_map=True, top=1_000
    )
    photo, drawing = entry["results"]
    assert len(photo["predictions"]) == 1_000
    total = photo["something_else"] + sum(one["probability"] for one in photo["predictions"])
    assert total == pytest.approx(1, abs=1e-3)
    assert photo["heat_map"].startswith("data:image/png;base64,")
    assert len(drawing["predictions"]) == 10


def test_a_bad_picture_is_an_error_in_its_place_and_the_good_ones_are_answered(client, seven):
    large = base64.b64encode(b"x" * 100_000).decode()
    bad = {
        "!!!": "neither base64",
        "": "neither base64",
        "https://example.com/cat.png": "neither base64",
        "aGVsbG8=": "not a picture",
        large: "not a picture",
        "data:text/plain,hello": "must hold base64",
        "data:text/plain;base64,aGVsbG8=": "does not hold a picture",
        f"data:text/html;base64,{seven}": "does not hold a picture",
        "data:image/png;base64,aGVsbG8=": "not a picture",
        "data:image/png,abc": "must hold base64",
        "data:": "must hold base64",
        seven[:400]: "damaged or cut short",
        3: "neither base64",
        None: "neither base64",
    }
    images = [item for each in bad for item in (seven, each)] + [[seven], {"a": seven}]
    entries = predict(client, images=images, top=1)
    assert [entry["index"] for entry in entries] == list(range(len(images)))
    for place, entry in enumerate(entries):
        if images[place] == seven:
            assert entry["results"][0]["predictions"][0]["label"] == "7"
        else:
            assert "results" not in entry
            words = (
                bad.get(images[place], "neither base64") if not isinstance(images[place], list | dict) else ""
            )
            check_problem(entry["error"], 422, words, f"images[{place}]")


@pytest.mark.parametrize(
    "prefix", ["", "data:image/png;base64,", "DATA:image/PNG;charset=x;BASE64,", "data:;base64,"]
)
def test_base64_may_be_in_lines_and_in_data_urls(client, seven, prefix):
    lines = "\n".join(seven[at : at + 76] for at in range(0, len(seven), 76))
    (entry,) = predict(client, images=[prefix + lines], top=1)
    assert entry["results"][0]["predictions"][0]["label"] == "7"


def test_a_bad_drawing_is_an_error_in_its_place(client, nine):
    odd = ["[[[NaN, 1], [2, 3]]]", "[[[Infinity], [1]]]", "[[[1e300], [1]]]", "[]", "5", '"text"', "null"]
    odd += ["[[[1, 2], [3]]]", "[[1, 2]]", "[[[], []]]", '[{"x": 1}]', "[" * 150 + "]" * 150]
    drawings = ", ".join([json.dumps(nine), *odd, json.dumps(nine)])
    response = client.post(
        "/v1/predict",
        content=f'{{"models": ["digits-deep", "things-1000"], "top": 1, "drawings": [{drawings}]}}',
        headers={"content-type": "application/json"},
    )
    first, *errors, last = response.json()["answers"]
    for entry in (first, last):
        drawn, photo = entry["results"]
        assert drawn["predictions"][0]["label"] == "9"
        check_problem(photo["error"], 422, "reads photos")
    assert len(errors) == len(odd)
    for entry in errors:
        check_problem(entry["error"], 422)


def test_a_blank_page_is_an_error_of_networks_for_drawings_alone(client):
    blank = base64.b64encode(file_of(np.full((90, 90), 255, np.uint8))).decode()
    (entry,) = predict(client, models=["digits-dense", "things-1000"], images=[blank])
    check_problem(entry["results"][0]["error"], 422)
    assert entry["results"][0]["error"]["code"] == "no-ink"
    assert entry["results"][1]["predictions"]


def test_files_of_a_form_are_answered_by_their_names(client, seven):
    files = [
        ("images", ("../seven.png", base64.b64decode(seven), "image/png")),
        ("images", ("<b>notes</b>.txt", b"hello", "text/plain")),
    ]
    response = client.post(
        "/v1/predict",
        files=files,
        data={"models": ["digits-dense", "digits-deep"], "top": "1", "heat_map": "true"},
    )
    good, bad = response.json()["answers"]
    assert good["name"] == "../seven.png"
    assert [result["predictions"][0]["label"] for result in good["results"]] == ["7", "7"]
    assert good["results"][1]["heat_map"].startswith("data:image/png")
    check_problem(bad["error"], 422, "not a picture")
    assert bad["name"] == "<b>notes</b>.txt"
    assert response.headers["content-type"] == "application/json"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"models": []}, "models should have at least 1 item. Received: a list of 0"),
        ({"models": ["digits-dense"] * 9}, "at most 8 items"),
        ({"models": "digits-dense"}, "models should be a list"),
        ({"models": [5]}, "models.0"),
        ({"images": []}, "images should have at least 1 item"),
        ({"images": ["x"] * 10_000}, "images should have at most 256 items. Received: a list of 10,000"),
        ({"images": "x"}, "images should be a list"),
        ({"top": 0}, "top should be at least 1"),
        ({"top": 1_001}, "top should be at most 1000"),
        ({"top": "5"}, 'top should be a whole number. Received: "5"'),
        ({"top": None}, "top should be a whole number. Received: null"),
        ({"top": True}, "top should be a whole number. Received: true"),
        ({"models": [None]}, "models.0 should be text. Received: null"),
        ({"heat_map": 1}, "heat_map should be true or false"),
        ({"heatmap": True}, "heatmap"),
        ({"drawings": [[]]}, "either images or drawings. Received: both"),
        ({"models": ["digits-dense", "digits-deep", "digits-simple"], "images": ["x"] * 200}, "200 times 3"),
    ],
)
def test_what_cannot_be_asked_is_said_in_one_sentence(client, seven, change, words):
    problem_in(
        client.post("/v1/predict", json={"models": ["digits-dense"], "images": [seven], **change}), 422, words
    )


@pytest.mark.parametrize(
    ("drawing", "words"),
    [([None], "all of them numbers. Received: null"), ([[[True], ["a"]]], 'Received: [[true], ["a"]]')],
)
def test_a_drawing_is_quoted_as_json(client, drawing, words):
    answer = client.post("/v1/predict", json={"models": ["digits-dense"], "drawings": [drawing]})
    assert words in answer.json()["answers"][0]["error"]["detail"]


def test_pictures_must_be_given(client):
    problem_in(client.post("/v1/predict", json={"models": ["digits-dense"]}), 422, "Received: neither")
    form = {"models": "digits-dense"}
    problem_in(client.post("/v1/predict", files={"other": b"x"}, data=form), 422)
    problem_in(client.post("/v1/predict", files={"images": b"x"}, data={}), 422, "models")
    many = [("images", (f"{number}.png", b"x")) for number in range(300)]
    problem_in(client.post("/v1/predict", files=many, data=form), 422, "at most 256 files")


def test_an_unknown_network_is_named(client, seven):
    problem = problem_in(
        client.post("/v1/predict", json={"models": ["digits-dense", "../x"], "images": [seven]}), 404, "../x"
    )
    assert problem["code"] == "unknown-network"


@pytest.mark.parametrize(
    "content", [b"", b"{", b"\xff\xfe", b"[]", b'"x"', b"null", b'{"models": ' + b"[" * 100_000, b"{}" * 9]
)
def test_what_is_no_json_is_said_in_one_sentence(client, content):
    headers = {"content-type": "application/json; charset=utf-8"}
    problem_in(client.post("/v1/predict", content=content, headers=headers), 422)


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "image/png", ""])
def test_other_kinds_of_body_are_refused(client, kind):
    problem_in(client.post("/v1/predict", content=b"x", headers={"content-type": kind}), 415, kind)


def test_a_form_that_is_none_is_refused(client):
    for kind, words in (
        ("multipart/form-data", "leave this header to the library"),
        ("multipart/form-data; boundary=x", "cannot be read"),
    ):
        response = client.post("/v1/predict", content=b"hello", headers={"content-type": kind})
        problem_in(response, 400, words)


def test_an_empty_encoding_is_none(client, nine):
    body = {"models": ["digits-dense"], "drawings": [nine]}
    response = client.post("/v1/predict", json=body, headers={"content-encoding": ""})
    assert response.status_code == 200
