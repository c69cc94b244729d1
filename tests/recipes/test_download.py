"""Downloads, from files laid where the address points."""

import gzip
import hashlib
import json

import pytest

from core.errors import BadData
from recipes.download import QUICKDRAW_DRAWINGS, download, download_sketches

CONTENT = b"some data" * 1000
SHA256 = hashlib.sha256(CONTENT).hexdigest()


def test_a_file_comes_whole(tmp_path):
    (tmp_path / "there").write_bytes(CONTENT)
    path = download((tmp_path / "there").as_uri(), tmp_path / "here" / "a", SHA256)
    assert path.read_bytes() == CONTENT
    (tmp_path / "there").unlink()
    assert download((tmp_path / "there").as_uri(), path, SHA256) == path


def test_another_file_is_refused_and_nothing_stays(tmp_path):
    (tmp_path / "there").write_bytes(CONTENT + b"!")
    with pytest.raises(BadData, match=r"not the file.*Received: 9,001 bytes"):
        download((tmp_path / "there").as_uri(), tmp_path / "a", SHA256)
    assert [path.name for path in tmp_path.iterdir()] == ["there"]


def test_no_connection_says_what_to_do(tmp_path):
    with pytest.raises(BadData, match="lay the file by hand"):
        download("http://127.0.0.1:9/mnist.npz", tmp_path / "a", SHA256)


def test_sketches_are_read_only_as_far_as_needed(tmp_path):
    lines = [
        json.dumps(
            {"word": "hot dog", "key_id": str(n), "recognized": n % 2 == 0, "drawing": [[[0, n], [0, 1]]]}
        )
        for n in range(1_000)
    ]
    (tmp_path / "hot dog.ndjson").write_text("\n".join(lines))
    path = download_sketches("hot_dog", tmp_path / "here" / "hot_dog.ndjson.gz", tmp_path.as_uri() + "/")
    with gzip.open(path, "rt") as file:
        rows = [json.loads(line) for line in file]
    assert len(rows) == QUICKDRAW_DRAWINGS
    assert rows[1] == {"word": "hot dog", "key_id": "2", "drawing": [[[0, 2], [0, 1]]]}


def test_sketches_that_are_something_else_are_refused(tmp_path):
    (tmp_path / "cat.ndjson").write_text("<html>no such file</html>")
    with pytest.raises(BadData, match="not what was expected"):
        download_sketches("cat", tmp_path / "here.gz", tmp_path.as_uri() + "/")
    assert not (tmp_path / "here.gz").exists()
