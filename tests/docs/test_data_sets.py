"""Every folder tree on the page about data sets is read as the page says."""

import re
import tarfile
import zipfile

import pytest

from core.datasets.listing import NO_CLASS
from core.datasets.readers import list_source
from core.datasets.unnamed_pictures import may_be_picture
from tests.conftest import ROOT

TEXT = (ROOT / "docs" / "data-sets.md").read_text()
BLOCKS = [
    block.splitlines()
    for block in re.findall(r"(?:^    .*\n)+", TEXT, re.MULTILINE)
    if not block.startswith("    python")
]


def parsed(lines):
    """Reads a tree: the content of its files by path, and what the page says about each."""
    contents, said = {}, {}
    folders = []
    path = ""
    for line in lines:
        body, _, outcome = line.partition("→")
        depth = (len(body) - len(body.lstrip()) - 4) // 2
        name = body.strip()
        if name.startswith("| "):
            contents[path] += f"{name[2:]}\n".encode()
            continue
        folders = folders[:depth]
        path = "".join([*folders, name])
        if name.endswith("/"):
            folders.append(name)
        else:
            # Without a telling name, the file's first bytes must show that it is a picture.
            contents[path] = b"\x89PNG\r\n\x1a\n" if may_be_picture(name) else b""
            if outcome:
                said[path] = outcome.strip()
    return contents, said


def trees():
    found = [parsed(block) for block in BLOCKS]
    # The page describes the outcome of stroke files line by line, in the block that follows.
    for (contents, said), (_, following) in zip(found, [*found[1:], ({}, {})], strict=True):
        if not any(", line " in path for path in contents):
            yield contents, {**said, **{path: told for path, told in following.items() if ", line " in path}}


def packed(folder, kind):
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    path = folder.with_suffix(f".{kind}")
    if kind == "zip":
        with zipfile.ZipFile(path, "w") as archive:
            for file in files:
                archive.write(file, file.relative_to(folder))
    else:
        with tarfile.open(path, "w:gz") as archive:
            for file in files:
                archive.add(file, file.relative_to(folder))
    return path


@pytest.mark.parametrize("kind", ["folder", "zip", "tar.gz"])
@pytest.mark.parametrize(("contents", "said"), list(trees()))
def test_every_tree_is_read_as_the_page_says(contents, said, kind, tmp_path):
    for name, content in contents.items():
        path = tmp_path / "set" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    folder = tmp_path / "set"
    listing = list_source(folder if kind == "folder" else packed(folder, kind))
    outcomes = {
        item.name: ", ".join(filter(None, (item.label, item.part)))
        if item.label
        else f"left out: {listing.reasons.get(item.name, NO_CLASS)}"
        for item in listing.sources
    }
    outcomes |= {file.name: f"left out: {file.reason}" for file in listing.left_out}
    assert outcomes == said


def test_the_page_shows_every_layout():
    shown = [said for _, said in trees()]
    assert len(shown) >= 9
    assert sum(len(said) for said in shown) > 30
    outcomes = {outcome for said in shown for outcome in said.values()}
    assert {"sea, test", "robin, train", "cat, train", "left out: not named in labels.csv"} <= outcomes
