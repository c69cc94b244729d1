"""Adding networks: a worker downloads them from the test's own server, completely or not at all."""

import hashlib
import http.server
import threading
import time
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import psutil
import pytest

from core.bundles import additions, applications
from core.bundles.additions import (
    cancel_adding,
    forget_addition,
    read_addition,
    read_additions,
    start_adding,
    start_adding_from,
)
from core.bundles.applications import application, bundle_name
from core.bundles.library import read_library
from core.cli.main import main
from core.errors import BadData, BadRequest, NotAllowed
from core.jobs.process import update_state
from core.storage.download import download
from core.storage.files import delete_folder, write_json
from core.storage.paths import home
from core.workers import add_network
from tests.core.keras_models.test_applications import WEIGHTS


def requested(app="mobilenet-v2", weights="", precision="float32"):
    """Requests an addition as `start_adding` does, but starts no process: the test is the worker."""
    folder = home() / "adding" / bundle_name(application(app), precision)
    delete_folder(folder)
    write_json(folder / "request.json", {"application": app, "precision": precision, "weights": weights})
    return folder


@pytest.fixture
def serve(monkeypatch):
    """Serves bytes as the official weights of MobileNetV2; may close the connection early."""
    servers = []

    def start(content, sent, checksum):
        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                self.send_response(200)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content[:sent])

            def log_message(self, *_):
                pass

        server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
        servers.append(server)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        monkeypatch.setattr(applications, "_HOST", f"http://127.0.0.1:{server.server_port}/")
        app = replace(application("mobilenet-v2"), checksum=checksum)
        monkeypatch.setitem(applications.APPLICATIONS, "mobilenet-v2", app)

    yield start
    for server in servers:
        server.shutdown()


def nothing_is_listed():
    assert read_library([home() / "networks"]).bundles == {}
    assert read_library([home() / "networks"]).refused == []


def test_a_download_cut_in_the_middle_starts_clean_the_next_time(serve):
    content = b"weights" * 10_000
    serve(content, len(content) // 2, "")
    assert add_network.main(requested()) == 1
    ((failed,), _) = read_additions()
    assert (
        "not the expected one" in failed.state.message or "was interrupted or failed" in failed.state.message
    )
    nothing_is_listed()
    serve(content, len(content), "")
    assert add_network.main(requested()) == 1
    # The download is complete, but it is not a weights file; the next attempt must not find it.
    assert "not the weights of MobileNetV2" in read_additions()[0][0].state.message
    assert list((home() / "weights").iterdir()) == []


def test_a_file_that_is_given_is_added_if_it_is_the_official_one(monkeypatch):
    started = []
    monkeypatch.setattr(additions, "start_worker", lambda module, folder: started.append(folder.name))
    content = b"weights" * 1_000
    md5 = hashlib.md5(content, usedforsecurity=False).hexdigest()
    app = replace(application("inception-v3"), checksum=md5)
    path = home() / "weights" / app.file_name
    with pytest.raises(BadData, match=r"not the official file of Inception-v3.*Received: 7,001 bytes"):
        start_adding_from(app, "int8", content + b"!")
    with pytest.raises(BadData, match="publishes no checksum for MobileNetV2"):
        start_adding_from(application("mobilenet-v2"), "float32", content)
    monkeypatch.setenv("INKLING_PUBLIC", "1")
    with pytest.raises(NotAllowed):
        start_adding_from(app, "int8", content)
    monkeypatch.delenv("INKLING_PUBLIC")
    assert (started, path.exists()) == ([], False)
    addition = start_adding_from(app, "int8", content)
    assert (addition.precision, addition.weights) == ("int8", None)
    assert started == ["inception-v3-int8"]
    # It is stored where the worker looks before downloading; the worker verifies the checksum again.
    assert download("http://127.0.0.1:9/nothing", path, md5, "md5").read_bytes() == content


def test_a_wrong_checksum_is_refused(serve):
    serve(b"weights" * 10_000, None, "0" * 64)
    assert add_network.main(requested()) == 1
    assert "not the expected one" in read_additions()[0][0].state.message
    assert not list((home() / "weights").glob("*.h5"))
    nothing_is_listed()


def test_without_internet_it_says_what_to_do(capsys, monkeypatch):
    monkeypatch.setenv("https_proxy", "http://127.0.0.1:9")
    assert main(["add", "inception_v3"]) == 1
    said = capsys.readouterr().err
    assert "There is no internet connection" in said
    assert "or provide the file yourself. Received:" in said
    assert str(home() / "weights") in said
    forget_addition("inception-v3")
    assert read_additions() == ([], {})


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_full_disk_is_said_plainly(serve, monkeypatch):
    serve(b"weights" * 10_000, None, "")
    monkeypatch.setattr("core.storage.download.uuid.uuid4", lambda: UUID(int=1))
    part = home() / "weights" / f"{application('mobilenet-v2').file_name}-{UUID(int=1).hex}.part"
    part.parent.mkdir(parents=True)
    part.symlink_to("/dev/full")
    assert add_network.main(requested()) == 1
    assert read_additions()[0][0].state.message.startswith("The disk is full; nothing was lost.")
    nothing_is_listed()


def test_a_worker_that_died_is_seen_and_may_start_again():
    folder = requested()
    update_state(folder, status="running", started=0)
    ((interrupted,), _) = read_additions()
    assert interrupted.state.status == "interrupted"
    assert interrupted.is_over
    forget_addition("mobilenet-v2")
    with pytest.raises(BadRequest, match="Received: mobilenet-v2"):
        read_addition("mobilenet-v2")


def test_cancelling_ends_it_before_anything_is_listed(tmp_path):
    (tmp_path / "w.h5").write_bytes(b"x")
    folder = requested(weights=str(tmp_path / "w.h5"))
    cancel_adding("mobilenet-v2")
    assert add_network.main(folder) == 1
    assert read_addition("mobilenet-v2").state.status == "cancelled"
    nothing_is_listed()


@pytest.mark.data
def test_killed_while_it_converts_nothing_is_listed_and_the_next_try_succeeds(serve):
    started = start_adding(application("mobilenet-v2"), "float16", WEIGHTS)
    until = time.monotonic() + 120
    while read_addition(started.name).state.phase != "Converting it for this app":
        assert time.monotonic() < until
        time.sleep(0.05)
    (worker,) = [
        p for p in psutil.process_iter(["cmdline"]) if str(started.folder) in (p.info["cmdline"] or [])
    ]
    worker.kill()
    worker.wait(60)
    update_state(started.folder, started=0)  # skips the seconds granted to a worker that is starting
    ((interrupted,), _) = read_additions()
    assert interrupted.state.status == "interrupted"
    nothing_is_listed()

    # The next attempt downloads the official weights, checks and converts them, and marks them as official.
    content = WEIGHTS.read_bytes()
    serve(content, len(content), hashlib.sha256(content).hexdigest())
    assert add_network.main(requested(precision="float16")) == 0
    (bundle,) = read_library([home() / "networks"]).bundles.values()
    assert bundle.name == "mobilenet-v2-float16"
    assert bundle.card.training.official_weights is True
    assert bundle.card.size_bytes["model.tflite"] < 0.55 * 14e6
    assert bundle.card.agreement_with_keras.same_likeliest_class >= 0.8
    assert read_additions() == ([], {})
    said = "MobileNetV2 float16 is in the library as mobilenet-v2-float16."
    assert read_addition("mobilenet-v2-float16").state.message == said


def test_a_second_click_joins_in(monkeypatch):
    started = []
    monkeypatch.setattr(additions, "start_worker", lambda module, folder: started.append(folder))
    folder = requested()
    update_state(folder, status="waiting", started=time.time())
    assert start_adding(application("mobilenet-v2")).folder == folder
    assert started == []


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[]",
        "{",
        '{"application": 3}',
        '{"application": "mobilenet-v2", "precision": "int4"}',
        '{"application": "mobilenet-v2", "precision": "float32", "weights": "a\\u0000b"}',
    ],
)
def test_a_damaged_request_is_told_in_a_sentence_and_hides_nothing(content, monkeypatch):
    folder = requested()
    (folder / "request.json").write_text(content)
    requested("inception-v3")
    with pytest.raises(BadRequest, match=r"mobilenet-v2 cannot be read; add it again: .*Received: ") as error:
        read_addition("mobilenet-v2")
    readable, refused = read_additions()
    assert [addition.name for addition in readable] == ["inception-v3"]
    assert refused == {"mobilenet-v2": str(error.value)}
    monkeypatch.setattr(additions, "start_worker", lambda module, folder: None)
    assert start_adding(application("mobilenet-v2")).app.name == "mobilenet-v2"


def test_one_that_cannot_be_read_can_be_dismissed_once_nobody_works_on_it():
    folder = requested()
    (folder / "request.json").write_text("{")
    update_state(folder, status="running", started=time.time())
    with pytest.raises(BadRequest, match="still being added"):
        forget_addition("mobilenet-v2")
    assert list(read_additions()[1]) == ["mobilenet-v2"]
    update_state(folder, started=0)
    forget_addition("mobilenet-v2")
    assert read_additions() == ([], {})
    assert not folder.exists()


def test_one_of_a_network_that_is_not_known_is_told_too():
    write_json(requested() / "request.json", {"application": "my-net", "precision": "float32", "weights": ""})
    assert read_additions()[1]["mobilenet-v2"].endswith("Received: my-net")


def test_one_that_is_being_deleted_is_not_listed():
    folder = requested()
    folder.rename(folder.with_name(".deleted-1"))
    assert read_additions() == ([], {})


def test_weights_that_cannot_be_asked_for_leave_what_is_there():
    folder = requested()
    update_state(folder, status="failed", message="Before.")
    with pytest.raises(ValueError):
        start_adding(application("mobilenet-v2"), weights=Path("a\0b"))
    assert read_addition("mobilenet-v2").state.message == "Before."


def test_only_names_of_networks_are_looked_for():
    for name in ("..", "../adding", "", ".", "nothing"):
        with pytest.raises(BadRequest, match="No network of this name is being added"):
            read_addition(name)


def test_a_public_demo_adds_nothing(monkeypatch):
    monkeypatch.setenv("INKLING_PUBLIC", "1")
    with pytest.raises(NotAllowed):
        start_adding(application("mobilenet-v2"))
