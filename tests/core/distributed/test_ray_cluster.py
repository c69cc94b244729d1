"""A real Ray cluster of several nodes: its driver killed, then a node, and every picture answered once."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time

import numpy as np
import pyarrow as pa
import pytest
from PIL import Image

from core.bundles.bundle import read_bundle
from core.cli.main import main
from core.distributed.attempts import MAX_ENDED, Attempts
from core.distributed.parts import BATCH_SCHEMA
from core.distributed.ray_cluster import ActorOfBundle, files_of_bundle, ray_cluster
from core.errors import BadBundle, ClusterFailed
from tests.conftest import ROOT
from tests.core.distributed.clusters import small_cluster
from tests.core.distributed.folders import CRASH_PX, NETWORK, placed, read, tables, write_digits
from tests.core.pictures_for_tests import ink_of

PICTURES, SHARDS = 48, 24
PATIENCE_SECONDS = 180


def write_large_pictures(folder):
    """Writes pictures that take a while each, so that work can be stopped in the middle; one is broken."""
    folder.mkdir()
    for index in range(PICTURES):
        paper = np.kron(255 - ink_of(str(index % 10)), np.ones((5, 5), np.uint8))
        Image.fromarray(paper).save(folder / f"{index:03}.png")
    (folder / "broken.png").write_bytes(b"\x89PNG\r\n\x1a\n")


def command(places, out, *options):
    """A command of the terminal."""
    words = ["predict", *places, "--network", NETWORK, "--top", "3", "--parquet", str(out)]
    return [*words, "--shards", str(SHARDS), *options]


def parts(out):
    """The shards that are done, and when they were written."""
    return {path.name: path.stat().st_mtime_ns for path in (out / "answers").glob("part-*")}


def kill_after_a_shard(arguments, out):
    """Starts a job in a process of its own, and kills it when a shard is done."""
    process = subprocess.Popen([sys.executable, "-m", "core", *arguments], cwd=ROOT, start_new_session=True)
    until = time.monotonic() + PATIENCE_SECONDS
    while not parts(out):
        assert process.poll() is None
        assert time.monotonic() < until
        time.sleep(0.005)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def test_every_picture_is_answered_once_though_driver_and_node_are_killed(tmp_path, shipped, monkeypatch):
    pytest.importorskip("ray", reason="pip install -r requirements-ray.txt")
    places, out = [str(tmp_path / "photos")], tmp_path / "out"
    write_large_pictures(tmp_path / "photos")
    kill_after_a_shard(command(places, out), out)
    done = parts(out)
    done_at_kill, is_over = [], threading.Event()
    with small_cluster(monkeypatch, nodes=2) as (cluster, nodes):

        def kill_a_node():
            while len(parts(out)) < len(done) + 2:
                if is_over.wait(0.005):
                    return
            cluster.remove_node(nodes[0], allow_graceful=False)
            done_at_kill.append(len(parts(out)))

        killer = threading.Thread(target=kill_a_node, daemon=True)
        killer.start()
        status = main(command(places, out, "--ray", cluster.address))
        is_over.set()
        killer.join()
    # There is a picture that cannot be answered.
    assert status == 1
    assert 1 <= len(done) < done_at_kill[0] < SHARDS
    assert len(parts(out)) == SHARDS
    assert done.items() <= parts(out).items()
    answers, errors = read(out)
    # Without Ray, the same files give the same tables.
    _, expected_answers, expected_errors = tables(shipped, places, tmp_path / "other")
    assert len(answers) == PICTURES
    assert placed(answers) == placed(expected_answers)
    assert [row["probabilities"] for row in answers] == [row["probabilities"] for row in expected_answers]
    assert errors == expected_errors
    assert placed(errors) == [(str(tmp_path / "photos" / "broken.png"), None)]


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
    """Stands for what no process survives."""


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
    # Once unawares, and then as often as it may.
    assert ended == 1 + MAX_ENDED
    assert len(pictures) == 4
    assert [bool(row["problem"]) for row in answered] == [False, False, False, True, False]
    assert "each process that began to read this has ended" in answered[3]["problem"]


def test_a_cluster_that_is_not_there_is_told_at_once():
    pytest.importorskip("ray", reason="pip install -r requirements-ray.txt")
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{nobody.getsockname()[1]}"
        with (
            pytest.raises(ClusterFailed, match=f"cannot be reached.*Received: {address}: .*refused"),
            ray_cluster(address),
        ):
            pass


def test_without_ray_one_sentence_says_how_to_get_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "ray", None)
    with (
        pytest.raises(ClusterFailed, match=r"pip install -r requirements-ray\.txt"),
        ray_cluster("auto"),
    ):
        pass
