"""Files unpacked for a selection exist as long as the selection does."""

import gc
import tempfile
from pathlib import Path

from widgets.shared.photo_selection import PhotoSelection


def test_unpacked_photos_stay_while_anything_shows_them():
    scratch = tempfile.TemporaryDirectory()
    folder = Path(scratch.name)
    selection = PhotoSelection([], "a zip", scratch)
    assert "TemporaryDirectory" not in repr(selection)
    assert selection != PhotoSelection([], "another zip", scratch)
    del scratch
    gc.collect()
    assert folder.is_dir()
    del selection
    gc.collect()
    assert not folder.exists()
