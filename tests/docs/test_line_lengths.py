"""Lines of documents fit the window of an editor."""

import pytest

from tests.conftest import ROOT

MAX_CHARACTERS = 140
DOCUMENTS = [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")]


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_only_tables_and_pictures_have_long_lines(path):
    lines = path.read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if len(line) > MAX_CHARACTERS and not line.startswith(("|", "!["))] == []
