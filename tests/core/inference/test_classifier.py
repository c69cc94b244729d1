"""Answers and heat maps, compared with the same arithmetic done another way."""

import errno
from dataclasses import replace

import numpy as np
import pytest
from safetensors.numpy import load_file

from core.bundles.bundle import Bundle, read_bundle
from core.bundles.class_activation import KERNEL
from core.errors import BadData, NetworkFailed, NoInk, UnreadablePicture
from core.inference.calibration import softmax
from core.inference.classifier import Classifier
from core.preprocessing.decode import decode_image
from core.preprocessing.example_drawings import example_drawing
from core.preprocessing.example_photos import read_example_photos
from core.preprocessing.image_source import ImageSource
from core.preprocessing.ink_frames import INK_FRAMES
from core.preprocessing.quickdraw_format import from_quickdraw
from tests.core.bundles.made_files import bundle_with, mean_network, raising_network, undefined_network
from tests.core.pictures_for_tests import file_of, ink_of

SEVEN = example_drawing("digits", 0)[1]


def test_strokes_ink_and_an_upload_give_the_same_answer(classifiers):
    model = classifiers["digits-simple"]
    ink = ink_of("7")
    predictions = [
        model.classify_strokes(SEVEN),
        model.classify_frame(INK_FRAMES[model.preprocessor.frame].of_ink(ink)),
        model.classify_picture(decode_image(file_of(255 - ink))),
    ]
    assert [prediction.top(1)[0].label for prediction in predictions] == ["7"] * 3
    assert all(prediction.sure for prediction in predictions)


def sources_of_digits():
    """Strokes and pictures of the example digits in turn, then unreadable sources, and a good one."""

    def gone():
        raise BadData("This file cannot be read. Received: gone.png")

    for number in range(10):
        name, strokes = example_drawing("digits", number)
        yield ImageSource(f"strokes {name}", lambda strokes=strokes: strokes, name)
        png = file_of(255 - ink_of(name))
        yield ImageSource(f"{name}.png", lambda png=png: png, name)
    yield ImageSource("gone.png", gone)
    yield ImageSource("white.png", lambda: file_of(255 - ink_of("7") * 0))
    yield ImageSource("text.png", lambda: b"milk")
    yield ImageSource("dot", lambda: from_quickdraw([[[3], [3]]]))
    yield ImageSource("last", lambda: SEVEN)


@pytest.mark.parametrize("at_once", [1, 4])
def test_many_are_predicted_in_order_and_a_bad_one_never_ends_the_others(classifiers, at_once):
    model = classifiers["digits-simple"]
    sources = list(sources_of_digits())
    outcomes = list(model.predict_many(iter(sources), at_once=at_once))
    assert [source for source, _ in outcomes] == sources
    for source, outcome in outcomes[:20]:
        content = source.content()
        one = model.classify_strokes if isinstance(content, list) else model.classify_picture
        np.testing.assert_array_equal(outcome.logits, one(content).logits)
    right = [outcome.top(1)[0].label == source.label for source, outcome in outcomes[:20]]
    assert sum(right) >= 19
    errors = {source.name: type(outcome) for source, outcome in outcomes[20:-1]}
    assert errors == {"gone.png": BadData, "white.png": NoInk, "text.png": UnreadablePicture, "dot": NoInk}
    assert outcomes[-1][1].top(1)[0].label == "7"


def test_blank_pages_can_be_predicted_as_in_training(classifiers):
    model = classifiers["digits-simple"]
    blank = ImageSource("white.png", lambda: file_of(255 - ink_of("7") * 0))
    ((_, prediction),) = model.predict_many([blank], blank_pages=True)
    assert not prediction.seen.any()
    np.testing.assert_array_equal(prediction.logits, model.classify_frame(np.zeros((28, 28))).logits)


def answered(model):
    """A network's answer to something that it can read: a drawing or a photo."""
    if model.bundle.kind == "photo":
        return model.classify_picture(read_example_photos()[0].content())
    return model.classify_strokes(SEVEN)


def test_probabilities_are_the_calibrated_softmax(classifiers):
    for model in classifiers.values():
        answer = answered(model)
        np.testing.assert_allclose(
            answer.probabilities, softmax(answer.logits, model.bundle.temperature), rtol=1e-9
        )
        guesses = answer.top(3)
        assert [g.probability for g in guesses] == sorted((g.probability for g in guesses), reverse=True)
        assert answer.probability_of(guesses[0].label) == guesses[0].probability
        assert answer.probability_of("no such class") == 0


def test_an_answer_is_rebuilt_exactly_from_its_logits_without_running(classifiers, monkeypatch):
    model = classifiers["things-1000"]
    picture = decode_image(read_example_photos()[0].read_bytes())
    answer = model.classify_picture(picture)
    assert answer.heat_map(answer.top(1)[0].label) is not None

    def refuse(seen):
        raise AssertionError("the network ran")

    monkeypatch.setattr(model, "run", refuse)
    again = model.predict_from_logits(picture, answer.logits, answer.familiarity, answer.milliseconds)
    np.testing.assert_array_equal(again.probabilities, answer.probabilities)
    np.testing.assert_array_equal(again.seen, answer.seen)
    assert (again.reason, again.milliseconds) == (answer.reason, answer.milliseconds)
    assert again.heat_map(answer.top(1)[0].label) is None


def test_a_heat_map_is_exact(classifiers):
    """The evidence of all places and the bias add up to the logit, so nothing is left out."""
    checked = 0
    for model in classifiers.values():
        answer = answered(model)
        if answer.features is None or answer.head is None:
            assert model.bundle.head == "hidden"
            assert answer.heat_map(model.bundle.labels[0]) is None
            continue
        checked += 1
        bias = load_file(model.bundle.folder / "weights.safetensors")["logits/bias"].astype(np.float32)
        features = answer.features
        flat = features.reshape(-1) if model.bundle.head == "flattened" else features.mean(axis=(0, 1))
        difference = flat @ answer.head.arrays[KERNEL] + bias - answer.logits
        if model.bundle.kind == "photo":
            # Familiarity shifts all logits of a picture equally, and logits are quantized.
            difference -= difference.mean()
        # Weights are stored in half precision for the larger networks.
        assert np.abs(difference).max() <= (0.1 if model.bundle.kind == "photo" else 0.05)
    assert checked >= 1


def test_a_heat_map_lies_where_the_evidence_is(classifiers):
    """The heat map shows evidence computed cell by cell, at the centres of the receptive fields."""
    answer = classifiers["digits-simple"].classify_strokes(SEVEN)
    heat = answer.heat_map("7", 280)
    assert heat.shape == (280, 280)
    assert heat.min() >= 0
    assert heat.max() == pytest.approx(1, abs=0.02)
    cells = (answer.features * answer.head.arrays[KERNEL][:, 7].reshape(answer.features.shape)).sum(axis=2)
    grid = answer.bundle.grid
    places = ((grid.first_px + np.arange(len(cells)) * grid.step_px + 0.5) * 10).astype(int)
    # The places lie between pixels, so neighbouring cells have a small influence.
    assert heat[np.ix_(places, places)] == pytest.approx(np.maximum(cells, 0) / cells.max(), abs=0.05)


def test_a_blank_heat_map_for_a_class_without_evidence_is_no_error(classifiers):
    answer = classifiers["digits-simple"].classify_frame(np.zeros((28, 28), np.float32))
    for label in answer.bundle.labels:
        assert np.isfinite(answer.heat_map(label)).all()


def test_nothing_drawn_is_refused(classifiers):
    with pytest.raises(NoInk):
        classifiers["digits-simple"].classify_strokes([])
    with pytest.raises(NoInk):
        classifiers["digits-simple"].classify_strokes(from_quickdraw([[[3], [3]]]))


@pytest.mark.parametrize(
    ("network", "reason"), [(undefined_network, "infinite or undefined"), (raising_network, "GATHER")]
)
def test_a_network_that_fails_is_named_at_once_and_for_each_of_many(network, reason):
    bundle = read_bundle(bundle_with("mine", network(28, 1, 10), title="My digits"))
    failing = Classifier(bundle)
    with pytest.raises(NetworkFailed, match=rf"^My digits failed and is skipped.*Received: .*{reason}"):
        failing.classify_strokes(SEVEN)
    sources = [ImageSource(str(number), lambda: SEVEN) for number in range(3)]
    assert [type(outcome) for _, outcome in failing.predict_many(sources)] == [NetworkFailed] * 3


def test_a_network_whose_files_are_gone_is_named():
    bundle = read_bundle(bundle_with("mine", mean_network(28, 10), title="My digits"))
    (bundle.folder / "model.tflite").unlink()
    with pytest.raises(NetworkFailed, match=r"^My digits failed"):
        Classifier(bundle)


def test_nobody_is_told_to_delete_a_network_that_there_was_no_room_for(monkeypatch):
    def open_nothing(bundle):
        raise OSError(errno.EMFILE, "Too many open files")

    bundle = read_bundle(bundle_with("mine", mean_network(28, 10), title="My digits"))
    monkeypatch.setattr(Bundle, "network", open_nothing)
    with pytest.raises(NetworkFailed, match=r"close other programs\. .*Too many open files"):
        Classifier(bundle)


def test_a_network_with_fewer_logits_than_labels_is_named():
    bundle = read_bundle(bundle_with("mine", mean_network(28, 10), title="My digits"))
    with pytest.raises(NetworkFailed, match=r"logits of shape \[10\]"):
        Classifier(replace(bundle, labels=bundle.labels[:9])).classify_strokes(SEVEN)
