"""The bundle format: whole bundles are read, anything else is named and refused."""

import json
import shutil

import pytest

from core.bundles.bundle import CARD, FILES, read_bundle, write_bundle
from core.errors import BadBundle
from core.storage.paths import SHIPPED

NAME = "digits-simple"


@pytest.fixture
def copy(tmp_path):
    """A copy of a shipped bundle that a test may damage."""
    return shutil.copytree(SHIPPED / NAME, tmp_path / NAME)


def change_card(folder, change):
    card = json.loads((folder / CARD).read_text())
    change(card)
    (folder / CARD).write_text(json.dumps(card))


def test_a_shipped_bundle_is_read(copy):
    bundle = read_bundle(copy)
    assert bundle.labels == tuple("0123456789")
    logits, labels = bundle.evaluation()
    assert logits.shape == (2_000, 10)
    assert labels.shape == (2_000,)
    assert bundle.head_weights().arrays["logits/kernel"].shape == (1600, 10)


@pytest.mark.parametrize("name", [CARD, *FILES])
def test_a_missing_file_is_named(copy, name):
    (copy / name).unlink()
    with pytest.raises(BadBundle, match=name.replace(".", r"\.")):
        read_bundle(copy)


@pytest.mark.parametrize("name", FILES)
def test_a_changed_byte_is_noticed(copy, name):
    content = bytearray((copy / name).read_bytes())
    content[len(content) // 2] ^= 1
    (copy / name).write_bytes(content)
    with pytest.raises(BadBundle, match="Received: "):
        read_bundle(copy)


@pytest.mark.parametrize("name", [CARD, "model.tflite"])
def test_a_link_out_of_the_bundle_is_refused(copy, name, tmp_path):
    (copy / name).rename(tmp_path / "elsewhere")
    (copy / name).symlink_to(tmp_path / "elsewhere")
    with pytest.raises(BadBundle):
        read_bundle(copy)


@pytest.mark.parametrize(
    "change",
    [
        lambda card: card.update(format=99),
        lambda card: card.update(classes=11),
        lambda card: card.update(name="other"),
        lambda card: card.update(name="../evil"),
        lambda card: card.update(temperature=0),
        lambda card: card.update(temperature="warm"),
        lambda card: card.update(reject_threshold=float("nan")),
        lambda card: card.update(title=["a"]),
        lambda card: card.pop("network"),
        lambda card: card.pop("sha256"),
        lambda card: card["input"].update(frame="none"),
        lambda card: card["input"].update(size=[32, 32, 3]),
        lambda card: card["network"].update(head="pooled"),
        lambda card: card["network"].update(feature_grid=None),
        lambda card: card["network"].update(feature_grid={"first_px": 1}),
        lambda card: card["network"].update(feature_grid={"first_px": 1, "step_px": 0}),
        lambda card: card["network"].update(feature_grid={"first_px": float("nan"), "step_px": 4}),
    ],
)
def test_a_card_that_contradicts_its_bundle_is_refused(copy, change):
    change_card(copy, change)
    with pytest.raises(BadBundle, match="Received: "):
        read_bundle(copy)


@pytest.mark.parametrize("text", ["", "[]", "{", "[" * 5000, '{"format": 1}'])
def test_a_card_that_is_none_is_refused(copy, text):
    (copy / CARD).write_text(text)
    with pytest.raises(BadBundle, match="Received: "):
        read_bundle(copy)


def test_writing_gives_back_the_same_bundle(copy, tmp_path):
    old = read_bundle(copy)
    files = {name: (copy / name).read_bytes() for name in FILES}
    card = {key: value for key, value in old.card.items() if key not in ("format", "sha256", "size_bytes")}
    new = write_bundle(tmp_path / "library" / NAME, card, files)
    assert new.card == old.card
    assert write_bundle(tmp_path / "library" / NAME, card, files).card == old.card
    assert [path.name for path in (tmp_path / "library").iterdir()] == [NAME]


def test_an_unsound_bundle_is_not_written_and_leaves_the_old_one(copy, tmp_path):
    files = {name: (copy / name).read_bytes() for name in FILES}
    card = dict(read_bundle(copy).card)
    with pytest.raises(BadBundle, match="labels"):
        write_bundle(copy, card, files | {"labels.txt": b"a\nb\n"})
    with pytest.raises(BadBundle, match="A bundle has the files"):
        write_bundle(copy, card, {"labels.txt": b""})
    assert read_bundle(copy).labels == tuple("0123456789")
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []
