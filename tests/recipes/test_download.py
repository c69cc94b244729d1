"""Downloads, from local files that the address points to."""

import gzip
import json

import pytest

from core.errors import BadData
from recipes.download import QUICKDRAW_DRAWINGS, download_sketches


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
    with pytest.raises(BadData, match="interrupted or failed"):
        download_sketches("cat", tmp_path / "here.gz", tmp_path.as_uri() + "/")
    assert not (tmp_path / "here.gz").exists()
