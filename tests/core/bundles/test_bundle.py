"""The bundle format: complete bundles are read, anything else is refused by name."""

import io
import json
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load

from core.bundles.bundle import bundle_files, read_bundle, write_bundle
from core.bundles.bundle_export import bundle_zip
from core.bundles.bundle_import import import_bundle
from core.bundles.class_activation import FeatureGrid
from core.bundles.format import CARD, FILES
from core.errors import BadBundle
from core.inference.classifier import Classifier
from core.preprocessing.example_drawings import example_drawing
from core.preprocessing.preprocessor import Preprocessor
from core.storage.paths import SHIPPED

OLD_HOME = Path(__file__).resolve().parents[2] / "home_of_version_0_1"

NAME = "digits-simple"


@pytest.fixture
def copy(tmp_path):
    """A copy of a shipped bundle that a test may damage."""
    return shutil.copytree(SHIPPED / NAME, tmp_path / NAME)


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


@pytest.mark.parametrize("text", ["", "[]", "{", "[" * 5000, '{"format": 1}'])
def test_a_card_that_is_none_is_refused(copy, text):
    (copy / CARD).write_text(text)
    with pytest.raises(BadBundle, match="Received: "):
        read_bundle(copy)


def test_what_a_bundle_says_is_what_its_card_says(copy):
    bundle = read_bundle(copy)
    card = json.loads((copy / CARD).read_text())
    assert (bundle.name, bundle.title, bundle.task) == (card["name"], card["title"], card["task"])
    assert (bundle.kind, bundle.head) == (card["input"]["kind"], card["network"]["head"])
    assert (bundle.temperature, bundle.reject_threshold) == (card["temperature"], card["reject_threshold"])
    assert bundle.grid == FeatureGrid(first_px=4.5, step_px=4)
    assert bundle.preprocessor == Preprocessor("ink", "mnist", 28, card["input"]["scaling"])


def test_a_class_may_have_a_threshold_of_its_own(copy):
    shipped = read_bundle(copy)
    plain = replace(shipped, card=shipped.card.model_copy(update={"class_reject_thresholds": {}}))
    answers = np.eye(len(plain.labels))
    assert set(plain.reject_threshold_of(answers)) == {plain.reject_threshold}
    # A threshold for a label that this network does not have changes nothing.
    card = plain.card.model_copy(update={"class_reject_thresholds": {plain.labels[2]: -1.5, "unheard of": 7}})
    own = replace(plain, card=card)
    expected = np.full(len(plain.labels), plain.reject_threshold)
    expected[2] = -1.5
    np.testing.assert_array_equal(own.reject_threshold_of(answers), expected)
    assert own.reject_threshold_of(answers[2]) == -1.5
    assert own.reject_threshold_of(answers.reshape(-1, 1, len(answers))).shape == (len(answers), 1)
    # Thresholds of the energy score do not apply to a network that compares features.
    features = replace(plain, card=card.model_copy(update={"familiarity_threshold": 0.4}))
    assert set(features.reject_threshold_of(answers)) == {0.4}


def test_a_network_without_a_feature_map_has_no_heat_maps(shipped):
    bundle = shipped.get("digits-dense")
    assert bundle.grid is None
    assert bundle.head_weights() is None


def test_writing_gives_back_the_same_bundle(copy, tmp_path):
    old = read_bundle(copy)
    files = {name: (copy / name).read_bytes() for name in FILES}
    target = tmp_path / "library" / NAME
    for _ in range(2):
        new = write_bundle(target, old.card.draft(), files)
        assert new == replace(old, folder=target)
        assert read_bundle(target) == new
    assert [path.name for path in (tmp_path / "library").iterdir()] == [NAME]


def test_the_files_of_a_bundle_hold_what_they_are_made_of(copy, tmp_path):
    old = read_bundle(copy)
    files = {name: (copy / name).read_bytes() for name in FILES}
    parts = (old.labels, files["model.tflite"], load(files["weights.safetensors"]), files["history.csv"])
    made = bundle_files(*parts, files["examples.png"])
    assert set(made) == set(FILES)
    new = write_bundle(tmp_path / old.name, old.card.draft(), made)
    assert new.labels == old.labels
    assert [len(array) for array in new.evaluation()] == [0, 0]
    logits, labels = old.evaluation()
    made = bundle_files(*parts, files["examples.png"], {"logits": logits, "labels": labels})
    kept_logits, kept_labels = write_bundle(tmp_path / old.name, old.card.draft(), made).evaluation()
    np.testing.assert_array_equal(kept_logits, logits)
    np.testing.assert_array_equal(kept_labels, labels)


def test_an_unsound_bundle_is_not_written_and_leaves_the_old_one(copy, tmp_path):
    files = {name: (copy / name).read_bytes() for name in FILES}
    draft = read_bundle(copy).card.draft()
    with pytest.raises(BadBundle, match="labels"):
        write_bundle(copy, draft, files | {"labels.txt": b"a\nb\n"})
    with pytest.raises(BadBundle, match="A bundle has the files"):
        write_bundle(copy, draft, {"labels.txt": b""})
    assert read_bundle(copy).labels == tuple("0123456789")
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_a_bundle_of_version_0_1_is_read_answers_and_goes_out_and_in_again(tmp_path):
    folder = shutil.copytree(OLD_HOME / "models" / "my-things", tmp_path / "my-things")
    old = read_bundle(folder)
    assert old.card.training.strategy == "scratch"
    assert old.card.false_positive_rate == {}
    house = example_drawing("sketches", 0)[1]
    answer = Classifier(old).classify_strokes(house)
    assert answer.probabilities.sum() == pytest.approx(1, abs=1e-5)
    assert set(old.labels) == {"my house", "my smiley face", "my ladder"}
    new = import_bundle(io.BytesIO(bundle_zip(old)))
    assert new.name == "my-things"
    np.testing.assert_array_equal(Classifier(new).classify_strokes(house).probabilities, answer.probabilities)
    written = json.loads((new.folder / CARD).read_text())
    assert written["training"]["strategy"] == "scratch"
    assert "way" not in written["training"]
