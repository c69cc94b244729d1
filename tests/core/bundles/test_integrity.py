"""A bundle's files must be complete and consistent: every contradiction is refused in one sentence."""

import hashlib
import json
import shutil

import numpy as np
import pytest
from safetensors.numpy import load_file, save

from core.bundles import bundle as bundle_module
from core.bundles.bundle import read_bundle
from core.bundles.format import CARD
from core.bundles.integrity import read_labels, require_files
from core.bundles.runtime import read_network
from core.errors import BadBundle
from core.storage.paths import SHIPPED
from tests.core.bundles.made_files import mean_network, retyped

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
    """Replaces a file and updates the card to match."""
    (folder / name).write_bytes(content)
    change_card(folder, lambda card: card["sha256"].update({name: hashlib.sha256(content).hexdigest()}))
    change_card(folder, lambda card: card["size_bytes"].update({name: len(content)}))


@pytest.mark.parametrize(
    ("words", "change"),
    [
        ("its folder's", lambda card: card.update(name="other")),
        ("as many labels as its card says, 11", lambda card: card.update(classes=11)),
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
        ("as many labels as its card says", "labels.txt", lambda copy: b"a\nb\n"),
        ("labels must be unique", "labels.txt", lambda copy: b"a\n" * 10),
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
            "one logit per label",
            "model.tflite",
            lambda copy: (SHIPPED / "animals-deep" / "model.tflite").read_bytes(),
        ),
    ],
)
def test_files_that_contradict_each_other_are_refused(copy, words, name, make):
    put(copy, name, make(copy))
    with pytest.raises(BadBundle, match=f"{words}.*Received: "):
        read_bundle(copy)


# Types that safetensors has and NumPy lacks, with their bytes per number.
FOREIGN_TYPES = [("BF16", 2), ("F8_E4M3", 1), ("F8_E5M2", 1)]


@pytest.mark.parametrize(("kind", "number_bytes"), FOREIGN_TYPES)
@pytest.mark.parametrize(
    ("file_name", "array"),
    [
        ("weights.safetensors", "logits/kernel"),
        ("weights.safetensors", "logits/bias"),
        ("evaluation.safetensors", "logits"),
        ("evaluation.safetensors", "labels"),
    ],
)
def test_numbers_that_numpy_has_not_are_refused(copy, file_name, array, kind, number_bytes):
    put(copy, file_name, retyped((copy / file_name).read_bytes(), [array], kind, number_bytes))
    with pytest.raises(BadBundle, match=rf"supported types\. Received: {kind}"):
        read_bundle(copy)


@pytest.mark.parametrize("type_", [np.float16, np.float32, np.float64])
def test_every_size_of_float_is_read(copy, type_):
    kernel = load_file(copy / "weights.safetensors")["logits/kernel"]
    put(copy, "weights.safetensors", weights(copy, **{"logits/kernel": kernel.astype(type_)}))
    logits, labels = np.ones((2, 10), type_), np.array([0, 9], np.int32)
    put(copy, "evaluation.safetensors", save({"logits": logits, "labels": labels}))
    bundle = read_bundle(copy)
    np.testing.assert_allclose(bundle.head_weights().arrays["logits/kernel"], kernel, atol=1e-3)
    assert bundle.evaluation()[0].dtype == np.float32
    assert list(bundle.evaluation()[1]) == [0, 9]


@pytest.mark.parametrize(
    ("words", "logits", "labels"),
    [
        ("logits must be of type", np.zeros((1, 10), np.int64), np.zeros(1, np.int64)),
        ("labels must be of type", np.zeros((1, 10)), np.zeros(1)),
        ("logits must be finite", np.full((1, 10), np.nan), np.zeros(1, np.int64)),
        ("logits must be finite", np.full((1, 10), 1e300), np.zeros(1, np.int64)),
        ("below 10", np.zeros((2, 10)), np.array([0, 10])),
        ("below 10", np.zeros((2, 10)), np.array([-1, 0])),
    ],
)
def test_stored_answers_must_be_finite_and_of_known_classes(copy, words, logits, labels):
    put(copy, "evaluation.safetensors", save({"logits": logits, "labels": labels}))
    with pytest.raises(BadBundle, match=f"{words}.*Received: "):
        read_bundle(copy)


def test_a_head_must_be_finite(copy):
    kernel = load_file(copy / "weights.safetensors")["logits/kernel"]
    kernel[3, 3] = np.inf
    put(copy, "weights.safetensors", weights(copy, **{"logits/kernel": kernel}))
    with pytest.raises(BadBundle, match="logits/kernel must be finite"):
        read_bundle(copy)


@pytest.mark.parametrize("head", ["pooled", "flattened", "hidden-hard-swish", "hidden"])
def test_a_feature_grid_needs_a_feature_map(tmp_path, head):
    dense = shutil.copytree(SHIPPED / "digits-dense", tmp_path / "digits-dense")
    change_card(dense, lambda card: card["network"].update(head=head))
    assert read_bundle(dense).head_weights() is None
    change_card(dense, lambda card: card["network"].update(feature_grid={"first_px": 3.0, "step_px": 4.0}))
    with pytest.raises(BadBundle, match="feature grid must have a feature map"):
        read_bundle(dense)


def test_networks_for_digits_read_28_by_28(tmp_path):
    dense = shutil.copytree(SHIPPED / "digits-dense", tmp_path / "digits-dense")
    put(dense, "model.tflite", mean_network(28, 10))
    assert read_bundle(dense).network().run(np.ones((28, 28, 1), np.float32))[0] == pytest.approx(1)
    for size_px in (27, 32):
        put(dense, "model.tflite", mean_network(size_px, 10))
        size = [size_px, size_px, 1]
        change_card(dense, lambda card, size=size: card["input"].update(size=size))
        with pytest.raises(BadBundle, match=r"drawings are 28 x 28 pixels\. Received: "):
            read_bundle(dense)


def test_networks_for_sketches_may_read_twice_as_much(tmp_path):
    sketches = shutil.copytree(SHIPPED / "animals-simple", tmp_path / "animals-simple")
    for size_px, known in ((56, True), (28, True), (42, False), (112, False)):
        put(sketches, "model.tflite", mean_network(size_px, 6))
        size = [size_px, size_px, 1]
        change_card(sketches, lambda card, size=size: card["input"].update(size=size))
        if known:
            assert read_bundle(sketches).preprocessor.size_px == size_px
            continue
        with pytest.raises(BadBundle, match=r"drawings are 28 x 28 or 56 x 56 pixels\. Received: "):
            read_bundle(sketches)


def test_all_files_must_be_there_as_files(copy):
    require_files(copy)
    (copy / "history.csv").unlink()
    (copy / "history.csv").mkdir()
    with pytest.raises(BadBundle, match=r"incomplete.*history"):
        require_files(copy)


def test_labels_come_in_the_order_of_the_file(tmp_path):
    (tmp_path / "labels.txt").write_text("ž\nb\na\n", encoding="utf-8")
    assert read_labels(tmp_path, "mine") == ("ž", "b", "a")


MEANS = np.random.default_rng(1).normal(size=(10, 64)).astype(np.float32)


def taught(copy, means):
    """Adds a familiarity score with the given class means to a bundle."""
    channels = read_network(copy / "model.tflite").shapes.features[3]
    arrays = {"familiarity/means": means[:, :channels]}
    put(copy, "weights.safetensors", weights(copy, **arrays))
    change_card(copy, lambda card: card.update(familiarity_threshold=0.5))


def test_what_its_classes_look_like_may_be_part_of_a_bundle(copy):
    assert read_bundle(copy).familiarity() is None
    energy_threshold = read_bundle(copy).reject_threshold
    taught(copy, MEANS)
    bundle = read_bundle(copy)
    assert bundle.reject_threshold == 0.5 != energy_threshold
    assert bundle.card.reject_threshold == energy_threshold
    known = bundle.familiarity()
    assert known.score(known.means) == pytest.approx(1, abs=1e-5)


@pytest.mark.parametrize(
    ("words", "means"),
    [
        ("fit the feature map and the classes", MEANS[:9]),
        ("fit the feature map and the classes", MEANS[:, :3]),
        ("must be finite", MEANS * np.nan),
        ("must be of type", MEANS.astype(int)),
    ],
)
def test_a_familiarity_that_does_not_fit_is_refused(copy, words, means):
    taught(copy, means)
    with pytest.raises(BadBundle, match=words):
        read_bundle(copy)


def test_a_threshold_without_its_arrays_is_refused(copy):
    change_card(copy, lambda card: card.update(familiarity_threshold=0.5))
    with pytest.raises(BadBundle, match="arrays"):
        read_bundle(copy)


@pytest.mark.parametrize("has_threshold", [True, False])
def test_what_strangers_look_like_may_be_part_of_a_bundle(copy, has_threshold):
    assert len(read_bundle(copy).strangers()) == 0
    channels = read_network(copy / "model.tflite").shapes.features[3]
    strangers = MEANS[:3, :channels]
    arrays = {"familiarity/means": MEANS[:, :channels], "familiarity/strangers": strangers}
    put(copy, "weights.safetensors", weights(copy, **arrays))
    if has_threshold:
        change_card(copy, lambda card: card.update(familiarity_threshold=0.5))
    bundle = read_bundle(copy)
    np.testing.assert_array_equal(bundle.strangers(), strangers)
    if has_threshold:
        opened, open_file = [], bundle_module.safe_open

        def opening(path, **options):
            opened.append(path)
            return open_file(path, **options)

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(bundle_module, "safe_open", opening)
            np.testing.assert_array_equal(bundle.familiarity().strangers, strangers)
        assert opened == [copy / "weights.safetensors"]


@pytest.mark.parametrize(
    ("words", "strangers"),
    [
        ("strangers, which must fit the feature map", MEANS[:, :3]),
        ("strangers, which must fit the feature map", MEANS[0]),
        ("at most 64 strangers", np.tile(MEANS, (7, 1))),
        ("must be finite", MEANS * np.nan),
        ("must be of type", MEANS.astype(int)),
    ],
)
def test_strangers_that_do_not_fit_are_refused(copy, words, strangers):
    channels = read_network(copy / "model.tflite").shapes.features[3]
    put(copy, "weights.safetensors", weights(copy, **{"familiarity/strangers": strangers[..., :channels]}))
    with pytest.raises(BadBundle, match=words):
        read_bundle(copy)
