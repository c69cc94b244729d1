"""Features: the backbone's own, computed once and stored with the data set."""

import errno
import shutil
import zipfile
from contextlib import suppress

import numpy as np
import pytest
from safetensors.numpy import load, save

from core.datasets.deletion import delete_data_set
from core.datasets.ingestion import from_path, ingest
from core.datasets.store import create_data_set
from core.errors import BadData, Stopped
from core.training import features
from core.training.features import features_of, forget_old_features
from tests.core.drawn import blobs, drawn_data_set, pattern_zip
from tests.core.pictures_for_tests import file_of


@pytest.fixture
def backbone(classifiers):
    return classifiers["sketches-345"]


def calls(told):
    return lambda done, total: told.append((done, total))


def test_view_0_is_the_picture_and_the_others_are_augmented_but_always_alike(tmp_path, backbone):
    data_set = drawn_data_set(tmp_path, each=2)
    features = features_of(data_set, data_set.samples, backbone, 3, lambda *_: None)
    assert features.dtype == np.float32
    assert features.shape[:2] == (6, 3)
    for sample, variants in zip(data_set.samples, features, strict=True):
        feature_map = backbone.run(backbone.preprocessor(data_set.read(sample)))[1]
        assert variants[0] == pytest.approx(feature_map.mean(axis=(0, 1)), abs=2e-3, rel=2e-3)
        assert not np.allclose(variants[0], variants[1], atol=1e-2)
    for path in (data_set.folder / "features").rglob("*.safetensors"):
        path.write_bytes(b"damaged")
    assert (features_of(data_set, data_set.samples, backbone, 3, lambda *_: None) == features).all()
    # bfloat16, which NumPy does not support.
    header = b'{"a":{"dtype":"BF16","shape":[1],"data_offsets":[0,2]}}'
    for path in (data_set.folder / "features").rglob("*.safetensors"):
        path.write_bytes(len(header).to_bytes(8, "little") + header + bytes(2))
    assert (features_of(data_set, data_set.samples, backbone, 3, lambda *_: None) == features).all()


@pytest.mark.parametrize(
    "damage",
    [
        lambda stored: np.full_like(stored, np.nan),
        lambda stored: stored.view(np.int16),
        lambda stored: stored.ravel(),
    ],
)
def test_damaged_features_in_a_file_that_can_be_read_are_computed_again(tmp_path, backbone, damage):
    data_set = drawn_data_set(tmp_path, each=2)
    features = features_of(data_set, data_set.samples, backbone, 2, lambda *_: None)
    (path,) = (data_set.folder / "features").rglob("*.safetensors")
    stored = load(path.read_bytes())
    damaged = data_set.samples[0].sha256
    path.write_bytes(save(stored | {damaged: damage(stored[damaged])}))
    told = []
    assert (features_of(data_set, data_set.samples, backbone, 2, calls(told)) == features).all()
    assert told[0] == (5, 6)


def test_only_what_is_missing_is_computed(tmp_path, backbone):
    data_set = drawn_data_set(tmp_path, each=3)
    told = []
    features_of(data_set, data_set.samples[:4], backbone, 2, calls(told))
    assert told[0] == (0, 4)
    assert told[-1] == (4, 4)
    for variants, start in ((2, 4), (1, 9), (3, 0)):
        told.clear()
        features = features_of(data_set, data_set.samples, backbone, variants, calls(told))
        assert told[0] == (start, 9)
        assert features.shape[:2] == (9, variants)


def test_variants_that_are_stored_are_not_computed_again(tmp_path, backbone, monkeypatch):
    data_set = drawn_data_set(tmp_path, each=2)
    whole = features_of(data_set, data_set.samples, backbone, 3, lambda *_: None)
    shutil.rmtree(data_set.folder / "features")
    asked, run = [], backbone.run
    monkeypatch.setattr(backbone, "run", lambda pixels: asked.append(1) or run(pixels))
    for variants, computed in ((1, 6), (3, 18), (2, 18)):
        again = features_of(data_set, data_set.samples, backbone, variants, lambda *_: None)
        assert len(asked) == computed
        assert (again == whole[:, :variants]).all()


def test_what_another_data_set_has_is_not_computed_again(tmp_path, classifiers):
    network = classifiers["things-1000"]
    folder = tmp_path / "photos"
    with zipfile.ZipFile(pattern_zip(tmp_path / "a.zip", each=2)) as archive:
        archive.extractall(folder)
    few = ingest(create_data_set("few", "photo"), from_path(folder))
    features = features_of(few, few.samples, network, 2, lambda *_: None)
    # The folder has grown, and is imported again into a data set of its own.
    label = next(folder.rglob("*.jpg")).parent
    (label / "new.jpg").write_bytes(file_of(blobs(np.random.default_rng(4)), "JPEG"))
    more = ingest(create_data_set("more", "photo"), from_path(folder))
    told = []
    again = features_of(more, more.samples, network, 2, calls(told))
    assert told[0] == (len(few.samples), len(more.samples)) == (len(few.samples), len(few.samples) + 1)
    number_of = {sample.sha256: index for index, sample in enumerate(more.samples)}
    assert (again[[number_of[sample.sha256] for sample in few.samples]] == features).all()
    # They are stored with the data set from then on, but only as many variants as there are can be used.
    delete_data_set(few.name)
    told.clear()
    features_of(more, more.samples, network, 2, calls(told))
    assert told == [(len(more.samples), len(more.samples))]
    told.clear()
    third = ingest(create_data_set("third", "photo"), from_path(folder))
    features_of(third, third.samples, network, 3, calls(told))
    assert told[0] == (0, len(third.samples))


def test_features_of_a_read_only_data_set_are_computed_each_time(tmp_path, backbone, monkeypatch):
    data_set = drawn_data_set(tmp_path, each=2)

    def refuse(folder, path, *_):
        raise PermissionError(errno.EACCES, "no", str(path))

    monkeypatch.setattr(features, "write_beside", refuse)
    for _ in range(2):
        told = []
        assert len(features_of(data_set, data_set.samples, backbone, 1, calls(told))) == 6
        assert told[0] == (0, 6)


def test_what_was_computed_before_a_stop_is_not_lost(tmp_path, backbone):
    data_set = drawn_data_set(tmp_path, each=100, classes=("house", "ladder", "umbrella"))

    def stop(done, total):
        if done > 258:
            raise Stopped("Enough.")

    with pytest.raises(Stopped):
        features_of(data_set, data_set.samples, backbone, 1, stop)
    told = []
    features_of(data_set, data_set.samples, backbone, 1, calls(told))
    assert told[0] == (259, 300)


def test_a_killed_worker_goes_on_from_almost_where_it_was(tmp_path, backbone):
    data_set = drawn_data_set(tmp_path, each=60)
    folder, as_killed = data_set.folder / "features", tmp_path / "as-killed"

    def copy(done, total):
        if done == 158:
            # A killed process leaves exactly what is on the disk at this moment.
            shutil.copytree(folder, as_killed)

    whole = features_of(data_set, data_set.samples, backbone, 1, copy)
    shutil.rmtree(folder)
    as_killed.rename(folder)
    told = []
    assert (features_of(data_set, data_set.samples, backbone, 1, calls(told)) == whole).all()
    assert 158 - 16 < told[0][0] <= 158


def test_a_data_set_that_is_deleted_meanwhile_is_not_made_again(tmp_path, backbone):
    data_set = drawn_data_set(tmp_path, each=20)

    def delete(done, total):
        if done == 1:
            delete_data_set(data_set.name)

    # Pictures that have already been read are computed; the others no longer exist.
    with suppress(BadData):
        features_of(data_set, data_set.samples, backbone, 1, delete)
    assert not data_set.folder.exists()


def test_of_version_0_1_only_the_features_of_the_photos_themselves_are_used_again(tmp_path, classifiers):
    backbone = classifiers["things-1000"]
    sources = from_path(pattern_zip(tmp_path / "patterns.zip", each=1))
    data_set = ingest(create_data_set("patterns", "photo"), sources)
    expected = features_of(data_set, data_set.samples, backbone, 2, lambda *_: None)
    (folder,) = (data_set.folder / "features").iterdir()
    shutil.rmtree(folder)
    # Then, one crop of a photo followed it.
    stored = expected.astype(np.float16)
    stored[:, 1] = 0
    old = data_set.folder / "features" / f"things-1000-{backbone.bundle.card.sha256['model.tflite'][:12]}"
    old.mkdir()
    samples = data_set.samples
    parts = {sample.sha256: rows for sample, rows in zip(samples, stored, strict=True)}
    (old / "part-0000.safetensors").write_bytes(save(parts))
    for variants, known in ((1, 3), (2, 0)):
        told = []
        found = features_of(data_set, samples, backbone, variants, calls(told))
        assert (found == expected[:, :variants]).all()
        assert told[0] == (known, 3)


def test_only_features_of_networks_that_are_gone_are_deleted(tmp_path, backbone):
    data_set = drawn_data_set(tmp_path, each=2)
    features_of(data_set, data_set.samples, backbone, 1, lambda *_: None)
    folder = data_set.folder / "features"
    (kept,) = folder.iterdir()
    shutil.copytree(kept, folder / f"{kept.name}-mirrored")
    for name in ("my-photos-0123456789ab", "my-photos-0123456789ab-mirrored", "with-notes-0123456789ab"):
        shutil.copytree(kept, folder / name)
    (folder / "with-notes-0123456789ab" / "notes.txt").touch()
    # The same name, but another network.
    (folder / f"{backbone.bundle.name}-0123456789ab").mkdir()
    forget_old_features()
    assert {path.name for path in folder.iterdir()} == {
        kept.name,
        f"{kept.name}-mirrored",
        "with-notes-0123456789ab",
    }
    assert [path.name for path in (folder / "with-notes-0123456789ab").iterdir()] == ["notes.txt"]
    told = []
    features_of(data_set, data_set.samples, backbone, 1, calls(told))
    assert told[0] == (6, 6)
