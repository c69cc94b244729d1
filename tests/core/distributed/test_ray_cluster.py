"""Prediction on Ray: what an actor does, and what is said where Ray or the cluster is missing."""

import re
import socket
import sys
import threading
import time
from contextlib import suppress

import pyarrow as pa
import pytest
from PIL import Image

from core.bundles.bundle import read_bundle
from core.distributed.attempts import MAX_ENDED, Attempts
from core.distributed.parts import BATCH_SCHEMA
from core.distributed.ray_cluster import ActorOfBundle, files_of_bundle, ray_cluster
from core.errors import BadBundle, ClusterFailed
from tests.core.distributed.folders import CRASH_PX, NETWORK, write_digits

SETTINGS_FRAME = bytes(3) + b"\x04" + bytes(5)


def test_an_actor_gets_the_network_itself_and_checks_it(shipped, tmp_path):
    files = files_of_bundle(shipped.get(NETWORK))
    folder = tmp_path / NETWORK
    folder.mkdir()
    for name, content in files.items():
        (folder / name).write_bytes(content)
    assert read_bundle(folder).fingerprint == shipped.get(NETWORK).fingerprint
    with pytest.raises(BadBundle):
        ActorOfBundle(NETWORK, {**files, "model.tflite": b"damaged"}, ("/",), 3, Attempts())


class ProcessEnds(BaseException):
    """Stands in for something that no process survives."""


def test_a_picture_that_ends_its_processes_is_left_out_after_a_few(shipped, tmp_path, monkeypatch):
    pictures = write_digits(tmp_path, 4)
    Image.new("L", CRASH_PX).save(tmp_path / "a" / "002.png")

    def open_or_end(*args, _open=Image.open, **options):
        image = _open(*args, **options)
        if image.size == CRASH_PX:
            raise ProcessEnds
        return image

    monkeypatch.setattr(Image, "open", open_or_end)
    names = ["000.png", "002.png", "a/001.png", "a/002.png", "a/003.png"]
    rows = [
        {"shard": 0, "position": 10 + index, "place": 0, "name": name.encode(), "problem": ""}
        for index, name in enumerate(names)
    ]
    batch = pa.Table.from_pylist(rows, schema=BATCH_SCHEMA)
    attempts, ended, answered = Attempts(), 0, []
    while not answered:
        actor = ActorOfBundle(NETWORK, files_of_bundle(shipped.get(NETWORK)), (str(tmp_path),), 3, attempts)
        try:
            answered = pa.concat_tables(actor(batch)).to_pylist()
        except ProcessEnds:
            ended += 1
            assert ended < 10
    # Once before anything is suspected, and then the maximum number of times.
    assert ended == 1 + MAX_ENDED
    assert len(pictures) == 4
    assert [bool(row["problem"]) for row in answered] == [False, False, False, True, False]
    assert "every process that tried to read this crashed" in answered[3]["problem"]


@pytest.mark.parametrize(
    ("given", "asked"),
    [
        ("127.0.0.1:{port}", ("127.0.0.1", None)),
        ("[::1]:{port}", ("::1", None)),
        ("ray://localhost:{port}", ("localhost", None)),
        ("ray://localhost", ("localhost", 10_001)),
        ("ray://[::1]/", ("::1", 10_001)),
    ],
)
def test_a_cluster_that_is_not_there_is_told_at_once(monkeypatch, given, asked):
    pytest.importorskip("ray", reason="pip install -r requirements-ray.txt")
    tried = []

    def refuse(address, seconds):
        tried.append((*address, seconds))
        raise ConnectionRefusedError("Connection refused")

    monkeypatch.setattr(socket, "create_connection", refuse)
    address = given.format(port=5)
    with (
        pytest.raises(ClusterFailed, match=f"cannot be reached.*Received: {re.escape(address)}: .*refused"),
        ray_cluster(address),
    ):
        pass
    ((host, port, seconds),) = tried
    assert (host, port) == (asked[0], asked[1] or 5)
    assert seconds < 10


@pytest.fixture
def answering():
    """Starts a server that answers the first thing it is sent, in pieces; returns its address."""
    listeners = []

    def start(*pieces, pause_seconds=0.0):
        listener = socket.create_server(("127.0.0.1", 0))
        listeners.append(listener)

        def serve():
            with suppress(OSError):
                connection, _ = listener.accept()
                listeners.append(connection)
                connection.recv(100)
                for piece in pieces:
                    connection.sendall(piece)
                    time.sleep(pause_seconds)

        threading.Thread(target=serve, daemon=True).start()
        return f"127.0.0.1:{listener.getsockname()[1]}"

    yield start
    for each in listeners:
        each.close()


@pytest.mark.parametrize(
    ("answer", "words"),
    [(b"HTTP/1.1 400 Bad Request", "a server other than Ray's"), (b"", "timed out")],
)
def test_another_server_is_told_at_once(monkeypatch, answering, answer, words):
    ray = pytest.importorskip("ray", reason="pip install -r requirements-ray.txt")
    monkeypatch.setattr(ray, "init", lambda **options: pytest.fail("Ray tries for minutes"))
    monkeypatch.setattr("core.distributed.ray_cluster._CONNECT_SECONDS", 5 if answer else 0.2)
    with pytest.raises(ClusterFailed, match=f"cannot be reached.*{words}"), ray_cluster(answering(answer)):
        pass


def test_a_server_that_sends_byte_after_byte_does_not_get_more_time(monkeypatch, answering):
    ray = pytest.importorskip("ray", reason="pip install -r requirements-ray.txt")
    monkeypatch.setattr(ray, "init", lambda **options: pytest.fail("it has not answered in time"))
    monkeypatch.setattr("core.distributed.ray_cluster._CONNECT_SECONDS", 1.0)
    # Each byte is in time; all of them are not.
    address = answering(*[bytes([value]) for value in SETTINGS_FRAME], pause_seconds=0.3)
    with pytest.raises(ClusterFailed, match="timed out"), ray_cluster(address):
        pass


@pytest.mark.parametrize(("answer", "with_tls"), [(SETTINGS_FRAME, "0"), (b"", "1")])
def test_what_may_be_ray_is_left_to_ray(monkeypatch, answering, answer, with_tls):
    ray = pytest.importorskip("ray", reason="pip install -r requirements-ray.txt")
    monkeypatch.setenv("RAY_USE_TLS", with_tls)
    given = []
    monkeypatch.setattr(ray, "init", lambda address, **options: given.append(address))
    with ray_cluster(address := answering(answer)):
        assert given == [address]


@pytest.mark.parametrize("address", ["localhost:x", "localhost:99999", "[::1"])
def test_an_address_that_is_none_is_told_at_once(address):
    pytest.importorskip("ray", reason="pip install -r requirements-ray.txt")
    with pytest.raises(ClusterFailed, match="cannot be reached"), ray_cluster(address):
        pass


def test_without_ray_one_sentence_says_how_to_get_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "ray", None)
    with (
        pytest.raises(ClusterFailed, match=r"pip install -r requirements-ray\.txt"),
        ray_cluster("auto"),
    ):
        pass
