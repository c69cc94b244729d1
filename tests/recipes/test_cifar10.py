"""CIFAR-10 from both of its forms."""

import io
import tarfile
import zipfile

import numpy as np
import pytest
from PIL import Image

from core.errors import BadData
from core.storage.download import checksum_of
from recipes.cifar10 import cifar10
from recipes.data import EVERYDAY


@pytest.fixture
def pictures():
    """Two hundred pictures of one colour each; red and green tell the class, blue which one it is."""
    return [
        (n % 10, np.full((32, 32, 3), (25 * (n % 10), 255 - 25 * (n % 10), n), np.uint8)) for n in range(200)
    ]


@pytest.fixture(autouse=True)
def own_folders(tmp_path, monkeypatch):
    monkeypatch.setenv("INKLING_DATA", str(tmp_path))
    monkeypatch.setenv("INKLING_WORK", str(tmp_path / "work"))
    cifar10.cache_clear()
    yield
    cifar10.cache_clear()


def check(pictures, tolerance):
    """Every training picture is in one part alone, with its class; some are for validation."""
    train, validation, test = (cifar10(part) for part in ("train", "validation", "test"))
    assert len(test.labels) == 100
    assert len(train.labels) + len(validation.labels) == 100
    assert 0 < len(validation.labels) < 25
    by_color = {tuple(picture[0, 0].tolist()): label for label, picture in pictures}
    for part in (train, validation, test):
        for image, label in zip(part.images, part.labels, strict=True):
            nearest = min(by_color, key=lambda color: np.abs(image[0, 0].astype(int) - color).sum())
            assert np.abs(image.astype(int) - nearest).max() <= tolerance
            assert by_color[nearest] == label


def test_class_folders_in_a_zip(tmp_path, pictures):
    with zipfile.ZipFile(tmp_path / "cifar10_jpg.zip", "w") as archive:
        for number, (label, picture) in enumerate(pictures):
            file = io.BytesIO()
            Image.fromarray(picture).save(file, "JPEG", quality=98, subsampling=0)
            part = "train" if number < 100 else "test"
            archive.writestr(f"cifar10/{part}/{EVERYDAY[label]}/{number:04}.jpg", file.getvalue())
    check(pictures, tolerance=2)


def test_the_official_file(tmp_path, pictures, monkeypatch):
    path = tmp_path / "cifar-10-binary.tar.gz"
    with tarfile.open(path, "w:gz") as archive:
        for name, rows in (("data_batch_1.bin", pictures[:100]), ("test_batch.bin", pictures[100:])):
            data = b"".join(bytes([label]) + picture.transpose(2, 0, 1).tobytes() for label, picture in rows)
            member = tarfile.TarInfo(f"cifar-10-batches-bin/{name}")
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    monkeypatch.setattr("recipes.cifar10._OFFICIAL_MD5", checksum_of(path, "md5"))
    check(pictures, tolerance=0)


def test_another_file_in_its_place_is_not_taken(tmp_path, monkeypatch):
    (tmp_path / "cifar-10-binary.tar.gz").write_bytes(b"something else")
    monkeypatch.setattr("recipes.cifar10._OFFICIAL", (tmp_path / "none.tar.gz").as_uri())
    with pytest.raises(BadData, match="There is no internet connection"):
        cifar10("train")
