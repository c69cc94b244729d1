"""The examples of `docs/api.md` do what they say, with the app running as `make run` starts it."""

import json
import re
import subprocess
import sys
import zipfile

import pytest
import requests

from api import bodies, limits
from core.preprocessing.example_photos import read_example_photos
from core.storage.json_values import MAX_JSON_VALUES
from core.storage.names import is_folder_name
from tests.api.problem_checks import problem_in
from tests.browser.app_server import running_app
from tests.conftest import ROOT
from tests.core.drawn import pattern_zip
from tests.core.pictures_for_tests import file_of, ink_of

TEXT = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
ADDRESS = "http://localhost:8501"
EXAMPLES = re.findall(r"^```(bash|python)\n(.*?)^```", TEXT, re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """Starts the app as a user would; yields its address."""
    with running_app(INKLING_HOME=str(tmp_path_factory.mktemp("home")), INKLING_API_TOKEN="") as address:
        yield address


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder with the files that the examples send."""
    folder = tmp_path_factory.mktemp("examples")
    (folder / "seven.png").write_bytes(file_of(255 - ink_of("7")))
    (folder / "cat.jpg").write_bytes(read_example_photos()[0].read_bytes())
    pattern_zip(folder / "toys.zip", each=4, kinds=("stripes", "dots"))
    return folder


def output_of(kind, code, server, folder):
    command = ["bash", "-euo", "pipefail", "-c"] if kind == "bash" else [sys.executable, "-c"]
    done = subprocess.run(
        [*command, code.replace(ADDRESS, server)], cwd=folder, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, (code, done.stdout[-1_000:], done.stderr[-1_000:])
    return done.stdout


def test_the_examples_run(server, folder):
    first, form, drawing, listing, training, watching, deleting = (
        output_of(kind, code, server, folder) for kind, code in EXAMPLES
    )
    (entry,) = json.loads(first)["answers"]
    stated = re.search(r'^    (\{"answers".*?\n)\n', TEXT, re.MULTILINE | re.DOTALL)[1]
    (shown,) = json.loads(stated)["answers"]
    for result in (entry["results"][0], shown["results"][0]):
        del result["milliseconds"]
    assert entry == shown
    assert [one["name"] for one in json.loads(form)["answers"]] == ["seven.png", "cat.jpg"]
    assert "'label': '7'" in drawing
    assert drawing.endswith(" sure\n")
    assert (folder / "heat.png").read_bytes().startswith(b"\x89PNG")
    assert '"models":[{"name":"digits-deep"' in listing
    assert '"labels":["0","1"' in listing
    with zipfile.ZipFile(folder / "digits-deep.zip") as bundle:
        assert "digits-deep/card.json" in bundle.namelist()
    assert is_folder_name(json.loads(training)["id"])
    assert "test pictures right" in watching or "cross-validation" in watching
    assert watching.split()[-1] == "my-toys"
    assert deleting == ""
    assert requests.get(f"{server}/api/v1/runs", timeout=60).json()["runs"] == []
    names = [
        network["name"] for network in requests.get(f"{server}/api/v1/models", timeout=60).json()["models"]
    ]
    assert "my-toys" in names


@pytest.mark.parametrize(
    "path", ["models/..%2f..%2fetc", "models/..%5c..%5cetc/bundle", "runs/..%2F..%2F", "%00"]
)
def test_no_path_leads_out(server, path):
    problem_in(requests.get(f"{server}/api/v1/{path}", timeout=60), 404, "Received: ")


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Host": "evil.example"}, 400),
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"X-Forwarded-For": "203.0.113.5"}, 403),
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_what_stands_before_the_api_refuses_as_it_does(server, headers, status, method):
    path = "predict" if method == "POST" else "models"
    problem_in(requests.request(method, f"{server}/api/v1/{path}", headers=headers, timeout=60), status)


def test_pages_are_as_they_were(server):
    for path in ("/", "/photo", "/apix", "/_stcore/health"):
        answer = requests.get(f"{server}{path}", timeout=60)
        assert answer.status_code == 200
        assert not answer.headers["content-type"].startswith("application/problem")
    refused = requests.get(f"{server}/photo", headers={"Host": "evil.example"}, timeout=60)
    assert refused.headers["content-type"].startswith("text/plain")


def test_the_stated_bounds_are_held():
    mb = 2**20
    words = " ".join(TEXT.split())
    assert (
        f"at most {limits.MAX_PICTURES} pictures, {limits.MAX_NETWORKS} networks and {limits.MAX_ANSWERS} ans"
        in words
    )
    assert f"JSON may hold {MAX_JSON_VALUES:,} values" in words
    assert f"At most {limits.MAX_REQUESTS} requests are" in words
    assert f"at most {limits.MAX_BODIES_BYTES // mb} MB of bodies, and two uploads" in words
    assert limits.MAX_UPLOADS == 2
    assert (
        f"larger than {limits.MAX_PREDICT_BYTES // mb} MB, or {limits.MAX_TRAIN_BYTES // mb} MB with a zip "
        f"to train on, or {limits.MAX_JSON_BYTES // mb} MB" in words
    )
    assert (
        f"{bodies.PATIENCE_SECONDS:.0f} s to begin, and must then bring {bodies.MIN_BYTES_PER_SECOND:,} b"
        in words
    )
