"""A bundle's files must be whole and fit each other: every contradiction is refused in a sentence."""

import hashlib
import json
import shutil

import numpy as np
import pytest
from safetensors.numpy import load_file, save

from core.bundles.bundle import read_bundle
from core.bundles.format import CARD
from core.bundles.integrity import read_labels, require_files
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


def put(folder, name, content):
    """Replaces a file, and has the card vouch for it."""
    (folder / name).write_bytes(content)
    change_card(folder, lambda card: card["sha256"].update({name: hashlib.sha256(content).hexdigest()}))
    change_card(folder, lambda card: card["size_bytes"].update({name: len(content)}))


@pytest.mark.parametrize(
    ("words", "change"),
    [
        ("its folder's", lambda card: card.update(name="other")),
        ("as many as its card says, 11", lambda card: card.update(classes=11)),
        ("input must be as the card says", lambda card: card["input"].update(size=[32, 32, 1])),
        ("head's weights", lambda card: card["network"].update(head="pooled")),
        ("feature grid", lambda card: card["network"].update(feature_grid=None)),
        ("sha256", lambda card: card["sha256"].update({"history.csv": "0" * 64})),
        ("must have 7 bytes", lambda card: card["size_bytes"].update({"history.csv": 7})),
    ],
)
def test_a_card_that_contradicts_its_files_is_refused(copy, words, change):
    change_card(copy, change)
    with pytest.raises(BadBundle, match=f"{NAME}.*{words}.*Received: "):
        read_bundle(copy)


def weights(copy, **changes):
    arrays = load_file(copy / "weights.safetensors")
    return save({**arrays, **changes})


@pytest.mark.parametrize(
    ("words", "name", "make"),
    [
        ("as many as its card says", "labels.txt", lambda copy: b"a\nb\n"),
        ("no label may come twice", "labels.txt", lambda copy: b"a\n" * 10),
        ("not text", "labels.txt", lambda copy: b"\xff\n" * 10),
        ("arrays", "evaluation.safetensors", lambda copy: b"\xff" * 100),
        ("arrays", "evaluation.safetensors", lambda copy: save({"labels": np.zeros(3)})),
        (
            "stored logits must fit",
            "evaluation.safetensors",
            lambda copy: save({"logits": np.zeros((3, 9)), "labels": np.zeros(3)}),
        ),
        (
            "must have a label",
            "evaluation.safetensors",
            lambda copy: save({"logits": np.zeros((3, 10)), "labels": np.zeros(4)}),
        ),
        ("arrays", "weights.safetensors", lambda copy: save({"other": np.zeros(3)})),
        (
            "head's weights must fit",
            "weights.safetensors",
            lambda copy: weights(copy, **{"logits/kernel": np.zeros((7, 10), np.float32)}),
        ),
        ("not a network", "model.tflite", lambda copy: b"no network"),
        (
            "one logit a label",
            "model.tflite",
            lambda copy: (SHIPPED / "animals-deep" / "model.tflite").read_bytes(),
        ),
    ],
)
def test_files_that_contradict_each_other_are_refused(copy, words, name, make):
    put(copy, name, make(copy))
    with pytest.raises(BadBundle, match=f"{words}.*Received: "):
        read_bundle(copy)


def test_all_files_must_be_there_as_files(copy):
    require_files(copy)
    (copy / "history.csv").unlink()
    (copy / "history.csv").mkdir()
    with pytest.raises(BadBundle, match=r"incomplete.*history"):
        require_files(copy)


def test_labels_come_in_the_order_of_the_file(tmp_path):
    (tmp_path / "labels.txt").write_text("ž\nb\na\n", encoding="utf-8")
    assert read_labels(tmp_path, "mine") == ("ž", "b", "a")
