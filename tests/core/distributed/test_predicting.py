"""Whole jobs on one machine: complete, resumable however they ended, and the same on S3 as on disk."""

import os

import pytest
from pyarrow import fs

from core.distributed import predicting
from core.distributed.places import open_place
from core.distributed.predicting import on_this_machine
from core.errors import BadData, DiskFull
from core.storage.locks import locked
from tests.core.distributed.folders import (
    placed,
    read,
    tables,
    write_broken,
    write_digits,
    write_strokes,
)


@pytest.fixture
def photos(tmp_path):
    """A folder of good and bad pictures and drawings."""
    folder = tmp_path / "photos"
    write_digits(folder, 20)
    write_broken(folder)
    write_strokes(folder / "b" / "s.ndjson")
    return folder


def expected_places(folder):
    pictures = [(path, None) for path in write_digits(folder, 20)]
    strokes = str(folder / "b" / "s.ndjson")
    answers = pictures + [(strokes, index) for index in range(10) if index != 3]
    broken = [
        (str(folder / name), None) for name in ("a/.hidden.png", "a/program.exe", "cut.png", "text.png")
    ]
    return sorted(answers, key=str), sorted([*broken, (strokes, 3)], key=str)


def test_every_file_is_in_one_of_the_two_tables_once(photos, tmp_path, shipped):
    seen = []
    result, answers, errors = tables(
        shipped, [photos], tmp_path / "out", shards=4, progress=lambda *counts: seen.append(counts)
    )
    assert (sorted(placed(answers), key=str), sorted(placed(errors), key=str)) == expected_places(photos)
    assert (result.plan.shards, result.skipped, result.written.shards) == (4, 0, 4)
    assert (result.written.answers, result.written.errors) == (len(answers), len(errors))
    assert seen == [(done, 4) for done in range(5)]
    assert {row["network"] for row in answers} == {"digits-simple"}


def test_what_a_killed_job_has_done_is_not_done_again(photos, tmp_path, shipped):
    out = tmp_path / "out"

    def dies_after_two_shards(work):
        for answered in on_this_machine(work):
            if answered["shard"][0].as_py() == 2:
                raise KeyboardInterrupt
            yield answered

    with pytest.raises(KeyboardInterrupt):
        tables(shipped, [photos], out, shards=5, answer=dies_after_two_shards)
    done = {path.name: path.stat().st_mtime_ns for path in (out / "answers").iterdir()}
    assert len(done) == 2
    # The errors of a shard may exist without its answers.
    (out / "errors" / "part-000003-of-000005.parquet").write_bytes(b"half")
    asked = []

    def answer(work):
        asked.extend(work.shards)
        return on_this_machine(work)

    result, answers, errors = tables(shipped, [photos], out, answer=answer)
    assert asked == [2, 3, 4]
    assert (result.skipped, result.written.shards) == (2, 3)
    assert (sorted(placed(answers), key=str), sorted(placed(errors), key=str)) == expected_places(photos)
    assert (
        done.items() <= {path.name: path.stat().st_mtime_ns for path in (out / "answers").iterdir()}.items()
    )
    again, *_ = tables(shipped, [photos], out)
    assert (again.skipped, again.written.shards) == (5, 0)


def test_a_job_that_loses_answers_says_that_it_is_not_finished(photos, tmp_path, shipped):
    def loses(work):
        for answered in on_this_machine(work):
            if answered["position"][0].as_py() != 0:
                yield answered

    with pytest.raises(BadData, match=r"run the same command again.*2 of 3"):
        tables(shipped, [photos], tmp_path / "out", shards=3, answer=loses)
    assert tables(shipped, [photos], tmp_path / "out")[0].skipped == 2


def test_two_jobs_never_write_into_one_folder(photos, tmp_path, shipped):
    (tmp_path / "out").mkdir()
    with locked(tmp_path / "out" / ".job.lock"), pytest.raises(BadData, match="Another process is writing"):
        tables(shipped, [photos], tmp_path / "out")
    (tmp_path / "file").write_text("mine")
    with pytest.raises(BadData, match="which is a file"):
        tables(shipped, [photos], tmp_path / "file")


@pytest.mark.parametrize("place", ["nothing", "empty", "x.zip"])
def test_a_job_that_is_refused_leaves_nothing(tmp_path, shipped, place):
    (tmp_path / "empty").mkdir()
    (tmp_path / "x.zip").write_bytes(b"PK\x03\x04")
    with pytest.raises(BadData):
        tables(shipped, [tmp_path / place], tmp_path / "new" / "out")
    (tmp_path / "mine").mkdir()
    with pytest.raises(BadData):
        tables(shipped, [tmp_path / place], tmp_path / "mine")
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["empty", "mine", "x.zip"]


@pytest.mark.parametrize("is_by_a_link", [False, True])
def test_the_output_may_lie_among_the_pictures(tmp_path, shipped, is_by_a_link):
    pictures = write_digits(tmp_path / "photos", 4)
    (tmp_path / "link").symlink_to("photos")
    out = tmp_path / ("link" if is_by_a_link else "photos") / "new" / "out"
    with pytest.raises(KeyboardInterrupt):
        tables(shipped, [tmp_path / "photos"], out, progress=interrupted)
    # Files left by a job that was killed before it had a plan are not among the next job's pictures either.
    (out / "plan.json").unlink()
    _, answers, errors = tables(shipped, [tmp_path / "photos"], out)
    assert (placed(answers), errors) == ([(path, None) for path in pictures], [])
    assert sorted(path.name for path in out.iterdir()) == ["answers", "errors", "files.parquet", "plan.json"]


def interrupted(done, total):
    raise KeyboardInterrupt


def test_a_full_disk_keeps_what_was_written(photos, tmp_path, shipped, monkeypatch):
    def replace(source, target):
        if "part-000001" in str(target):
            raise OSError(28, "No space left on device")
        return os.rename(source, target)

    with monkeypatch.context() as patch:
        patch.setattr("core.distributed.places.os.replace", replace)
        with pytest.raises(DiskFull):
            tables(shipped, [photos], tmp_path / "out", shards=2)
    assert [path.name for path in (tmp_path / "out" / "answers").iterdir()] == [
        "part-000000-of-000002.parquet"
    ]
    assert tables(shipped, [photos], tmp_path / "out")[0].skipped == 1


def test_leftovers_of_a_killed_job_are_swept(photos, tmp_path, shipped):
    tables(shipped, [photos], tmp_path / "out")
    leftovers = [
        tmp_path / "out" / name
        for name in ("answers/.part-000000-of-000001.parquet-abc", ".plan.json-abc", ".files.parquet-abc")
    ]
    for leftover in leftovers:
        leftover.write_bytes(b"half")
        os.utime(leftover, (0, 0))
    tables(shipped, [photos], tmp_path / "out")
    assert not any(leftover.exists() for leftover in leftovers)


@pytest.mark.parametrize("is_refused", [True, False])
def test_what_somebody_else_keeps_hidden_in_the_folder_stays(photos, tmp_path, shipped, is_refused):
    out = tmp_path / "out"
    (out / ".my-keys").mkdir(parents=True)
    hidden = [out / ".pre-commit-config.yaml", out / ".my-keys" / "key", out / ".my-keys"]
    for path in hidden[:2]:
        path.write_text("mine")
    for path in hidden:
        os.utime(path, (0, 0))
    if is_refused:
        (out / "thesis.txt").write_text("mine")
        with pytest.raises(BadData, match="a new or an empty folder"):
            tables(shipped, [photos], out)
    else:
        tables(shipped, [photos], out)
    assert all(path.exists() for path in hidden)


@pytest.fixture
def bucket(monkeypatch):
    """A bucket on a local S3 server."""
    moto = pytest.importorskip("moto.server", reason="pip install -r requirements-dev.txt")
    server = moto.ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    for name, value in {
        "AWS_ACCESS_KEY_ID": "nobody",
        "AWS_SECRET_ACCESS_KEY": "nothing",
        "AWS_REGION": "us-east-1",
        "AWS_ENDPOINT_URL": f"http://{host}:{port}",
        "AWS_EC2_METADATA_DISABLED": "true",
    }.items():
        monkeypatch.setenv(name, value)
    open_place.cache_clear()
    store = fs.S3FileSystem(
        endpoint_override=f"{host}:{port}", scheme="http", region="us-east-1", allow_bucket_creation=True
    )
    store.create_dir("school")
    yield store
    open_place.cache_clear()
    server.stop()


def test_a_bucket_is_read_and_written_as_a_folder_is(photos, tmp_path, shipped, bucket):
    fs.copy_files(
        str(photos), "school/my photos", source_filesystem=fs.LocalFileSystem(), destination_filesystem=bucket
    )
    bundle = shipped.get("digits-simple")
    place, out = "s3://school/my photos", "s3://school/tables"
    result = predicting.predict_to_tables(bundle, [place], out, 3, 3)
    assert (result.skipped, result.written.shards) == (0, 3)
    assert predicting.predict_to_tables(bundle, [place], out, 3).skipped == 3
    fs.copy_files(
        "school/tables",
        str(tmp_path / "copy"),
        source_filesystem=bucket,
        destination_filesystem=fs.LocalFileSystem(),
    )
    near = tables(shipped, [photos], tmp_path / "out")[1:]
    far = read(tmp_path / "copy")
    for near_rows, far_rows in zip(near, far, strict=True):
        for row in (*near_rows, *far_rows):
            row["file"] = row["file"].replace(str(photos), place)
            row.pop("milliseconds", None)
            if "problem" in row:
                row["problem"] = row["problem"].replace(str(photos), place)
        assert sorted(near_rows, key=str) == sorted(far_rows, key=str)
    with pytest.raises(BadData, match="no such file or folder; check how its path is written"):
        predicting.predict_to_tables(bundle, ["s3://school/nothing"], "s3://school/other", 3)


def test_keys_in_an_address_are_used_but_neither_stored_nor_shown(photos, tmp_path, shipped, bucket):
    fs.copy_files(
        str(photos), "school/keys", source_filesystem=fs.LocalFileSystem(), destination_filesystem=bucket
    )
    place = "s3://somebody:sesame@school/keys?region=us-east-1"
    bundle = shipped.get("digits-simple")
    result = predicting.predict_to_tables(bundle, [place], str(tmp_path / "out"), 3)
    assert result.written.answers
    answers, errors = read(tmp_path / "out")
    assert {row["file"].rpartition("keys/")[0] for row in (*answers, *errors)} == {"s3://school/"}
    others = place.replace("sesame", "other").replace("somebody", "anybody")
    assert predicting.predict_to_tables(bundle, [others], str(tmp_path / "out"), 3).skipped == 1
    stored = b"".join(path.read_bytes() for path in (tmp_path / "out").rglob("*") if path.is_file())
    assert b"school/keys" in stored
    assert b"sesame" not in stored
    for wrong in (place.replace("/keys", "/nothing"), place.replace("s3:", "xyz:")):
        with pytest.raises(BadData) as caught:
            predicting.predict_to_tables(bundle, [wrong], str(tmp_path / "other"), 3)
        assert "sesame" not in str(caught.value)
