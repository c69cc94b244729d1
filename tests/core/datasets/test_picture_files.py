"""The files of pictures: listed ones, and those that the last change removed."""

import pytest

from core.datasets.corrections import relabel, remove_class
from core.datasets.picture_files import content_path, read_content, removed_path
from core.errors import BadData
from tests.core.drawn import drawn_data_set

PICTURE = ("ab" * 32, ".png")


def test_a_file_is_read_where_it_lies_now(tmp_path):
    for path, content in ((removed_path, b"removed"), (content_path, b"listed")):
        path(tmp_path, *PICTURE).parent.mkdir(parents=True)
        path(tmp_path, *PICTURE).write_bytes(content)
        assert read_content(tmp_path, *PICTURE) == content
    with pytest.raises(FileNotFoundError):
        read_content(tmp_path, "cd" * 32, ".png")


def test_what_reads_a_data_set_goes_on_although_pictures_are_removed(tmp_path):
    data_set = drawn_data_set(tmp_path, each=2)
    before = [data_set.read(sample) for sample in data_set.samples]
    remove_class(data_set.name, "my ladder")
    assert [data_set.read(sample)[0].tolist() for sample in data_set.samples] == [
        strokes[0].tolist() for strokes in before
    ]
    # The next change deletes them.
    relabel(data_set.name, {1: None})
    with pytest.raises(BadData, match="no longer there"):
        [data_set.read(sample) for sample in data_set.samples]
