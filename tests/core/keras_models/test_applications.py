"""Networks of Keras Applications: real weights provided by an operator, random ones, and bad files."""

import inspect
import os
from dataclasses import replace
from functools import partial
from pathlib import Path

import keras
import numpy as np
import pytest
from keras.src.applications.convnext import ConvNeXt

from core.bundles.applications import APPLICATIONS, application, is_official
from core.bundles.library import read_library
from core.cli.main import main
from core.errors import BadRequest
from core.inference.classifier import Classifier
from core.inference.imagenet import imagenet_names
from core.keras_models.applications import build_on, convert
from core.preprocessing.decode import decode_image
from core.preprocessing.example_photos import read_example_photos
from core.preprocessing.photo_crop import SCALINGS
from core.presentation.model_cards import card_table
from tests.conftest import ROOT

SHARED = Path(os.environ.get("INKLING_DATA", ROOT.parent / "shared" / "data")).parent
WEIGHTS = SHARED / "weights" / "mobilenet_v2.weights.h5"


def test_names_are_found_and_unknown_ones_refused():
    assert application("mobilenet_v2") is APPLICATIONS["mobilenet-v2"]
    with pytest.raises(BadRequest, match="Received: resnet"):
        application("resnet")


def test_addresses_and_checksums_are_those_of_keras():
    from keras.src import applications as theirs

    for app in APPLICATIONS.values():
        builder = getattr(keras.applications, app.builder)
        source = Path(inspect.getsourcefile(builder)).read_text()
        # An empty checksum passes: Keras verifies nothing for this network.
        assert app.checksum in source
        assert "include_top" in inspect.signature(builder).parameters
    assert APPLICATIONS["mobilenet-v2"].address.startswith(theirs.mobilenet_v2.BASE_WEIGHT_PATH)
    assert APPLICATIONS["convnext-tiny"].address == theirs.convnext.BASE_WEIGHTS_PATH + "convnext_tiny.h5"
    assert APPLICATIONS["inception-v3"].address == theirs.inception_v3.WEIGHTS_PATH
    assert (
        APPLICATIONS["efficientnetv2-b0"].address
        == theirs.efficientnet_v2.BASE_WEIGHTS_PATH + "efficientnetv2-b0.h5"
    )
    for size in ("small", "large"):
        app = APPLICATIONS[f"mobilenet-v3-{size}"]
        name = f"{size}_224_1.0_float"
        assert app.address == f"{theirs.mobilenet_v3.BASE_WEIGHT_PATH}weights_mobilenet_v3_{name}.h5"
        assert app.checksum == theirs.mobilenet_v3.WEIGHTS_HASHES[name][0]


def test_colours_become_numbers_as_each_networks_own_preprocess_input_makes_them():
    colors = np.random.default_rng(1).integers(0, 256, (1, 8, 8, 3), dtype=np.uint8)
    for app in APPLICATIONS.values():
        module = inspect.getmodule(getattr(keras.applications, app.builder))
        theirs = module.preprocess_input(colors.astype(np.float32))
        np.testing.assert_allclose(SCALINGS[app.scaling](colors), theirs, atol=1e-6)


def test_the_thousand_names_are_distinct_and_in_the_order_of_the_networks():
    names = imagenet_names()
    assert len(set(names)) == 1_000
    assert (names[0], names[1], names[281], names[999]) == ("tench", "goldfish", "tabby", "toilet tissue")


def test_a_file_that_is_none_is_refused_in_a_sentence(tmp_path, capsys, adds_here):
    path = tmp_path / "weights.h5"
    path.write_bytes(b"no weights")
    assert is_official(application("inception-v3"), path) is False
    assert is_official(application("mobilenet-v2"), path) is None
    assert main(["add-weights", "mobilenet-v3-small", str(path)]) == 1
    assert "not the weights of MobileNetV3-Small" in capsys.readouterr().err
    assert "mobilenet-v3-small" not in read_library().bundles


@pytest.mark.parametrize(
    ("name", "head"),
    [
        ("mobilenet-v3-small", "hidden-hard-swish"),
        ("convnext-tiny", "normalized"),
        ("mobilenet-v2", "pooled"),
    ],
)
def test_random_weights_convert_and_a_new_head_fits_on_them(name, head, monkeypatch):
    # One block per stage instead of eighteen in all: the blocks are alike, and take most of a minute.
    short = partial(ConvNeXt, [1, 1, 1, 1], [96, 192, 384, 768], name="convnext_tiny")
    monkeypatch.setattr(keras.applications, "ConvNeXtTiny", short)
    # The smallest input that all of them accept; the conversion is the same.
    app = replace(application(name), size_px=75)
    bundle = convert(app, None)
    assert bundle.head == head
    assert bundle.network().shapes.logits == (1, 1_000)
    model = build_on(app, 3)
    stored = {path.rsplit("/", 2)[-2] for path in _paths(bundle)}
    assert {v.path.rsplit("/", 2)[-2] for v in model.weights if "logits" not in v.path} <= stored
    answer = Classifier(bundle).classify_picture(decode_image(read_example_photos()[0].read_bytes()))
    assert answer.heat_map(answer.top(1)[0].label).shape == (280, 280)
    assert bundle.card.agreement_with_keras.same_likeliest_class == 1


@pytest.mark.data
def test_whole_numbers_make_a_quarter_of_the_file_and_answer_nearly_the_same(adds_here):
    weights = WEIGHTS.with_name("mobilenet_v3_small.weights.h5")
    assert main(["add-weights", "mobilenet-v3-small", str(weights), "--precision", "int8"]) == 0
    bundle = read_library().get("mobilenet-v3-small-int8")
    assert bundle.card.size_bytes["model.tflite"] < 0.3 * 10.6e6
    assert bundle.card.agreement_with_keras.same_likeliest_class >= 0.8
    assert card_table([bundle])["Measured on"][0].startswith("compared with Keras")
    answer = Classifier(bundle).classify_picture(decode_image(read_example_photos()[1].read_bytes()))
    assert answer.top(1)[0].label == "espresso"


@pytest.mark.data
def test_laid_weights_answer_as_keras_does_with_them(adds_here):
    assert main(["add-weights", "mobilenet_v2", str(WEIGHTS)]) == 0
    bundle = read_library().get("mobilenet-v2")
    assert bundle.card.training.official_weights is None
    model = Classifier(bundle)
    theirs = keras.applications.MobileNetV2(weights=str(WEIGHTS), classifier_activation=None)
    photos = sorted((SHARED / "data" / "photos" / "imagenet_samples").glob("*.jpg"))[::25]
    answers = [model.classify_picture(decode_image(path.read_bytes(), path.name)) for path in photos]
    seen = np.stack([answer.seen for answer in answers]).astype(np.float32)
    logits = np.asarray(theirs(keras.applications.mobilenet_v2.preprocess_input(seen), training=False))
    np.testing.assert_allclose([answer.logits for answer in answers], logits, atol=0.02)
    assert [answer.logits.argmax() for answer in answers] == logits.argmax(axis=1).tolist()
    for answer in answers:
        assert answer.heat_map(answer.top(1)[0].label).max() == pytest.approx(1, abs=0.02)


def _paths(bundle):
    from safetensors import safe_open

    with safe_open(bundle.folder / "weights.safetensors", framework="numpy") as file:
        return list(file.keys())
