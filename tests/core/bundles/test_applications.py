"""The catalogue of Keras Applications: names, addresses, checksums."""

import hashlib
import re
from dataclasses import replace

import pytest

from core.bundles.applications import (
    APPLICATIONS,
    PRECISIONS,
    application,
    bundle_name,
    can_be_added,
    is_official,
)
from core.errors import BadRequest
from core.preprocessing.photo_crop import INTERPOLATIONS, SCALINGS
from core.storage.names import is_folder_name


@pytest.mark.parametrize("app", APPLICATIONS.values(), ids=lambda app: app.name)
def test_each_one_can_become_a_bundle(app):
    assert APPLICATIONS[app.name] is app
    assert app.scaling in SCALINGS
    assert app.interpolation in INTERPOLATIONS
    assert 0.5 <= app.crop <= 1
    assert app.address.startswith("https://storage.googleapis.com/tensorflow/keras-applications/")
    assert app.address.endswith(".h5")
    assert re.fullmatch("|[0-9a-f]{32}|[0-9a-f]{64}", app.checksum)
    assert app.checksum_kind == ("sha256" if len(app.checksum) == 64 else "md5")
    names = [bundle_name(app, precision) for precision in PRECISIONS]
    assert names[0] == app.name
    assert len(set(names)) == len(names)
    assert all(is_folder_name(name) and can_be_added(name) for name in names)
    assert not can_be_added(f"{app.name}-mine")
    assert app.address.endswith(f"/{app.file_name}")


def test_one_is_named_with_either_dash():
    assert application("MobileNet_V2") is APPLICATIONS["mobilenet-v2"]
    with pytest.raises(BadRequest, match=r"inception-v3.*Received: resnet"):
        application("resnet")


def test_a_file_is_official_by_its_checksum(tmp_path):
    path = tmp_path / "weights.h5"
    path.write_bytes(b"weights")
    app = APPLICATIONS["inception-v3"]
    right = hashlib.md5(b"weights", usedforsecurity=False).hexdigest()
    assert is_official(app, path) is False
    assert is_official(replace(app, checksum=right), path) is True
    assert is_official(replace(app, checksum=hashlib.sha256(b"weights").hexdigest()), path) is True
    assert is_official(APPLICATIONS["mobilenet-v2"], path) is None
