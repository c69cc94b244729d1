"""Networks of Keras Applications: real weights laid by an operator, random ones, and bad files."""

import os
from pathlib import Path

import keras
import numpy as np
import pytest

from core.application_conversion import build_on, convert
from core.applications import APPLICATIONS, application, imagenet_names, is_official
from core.classifier import Classifier
from core.cli import main
from core.errors import BadData, BadRequest
from core.library import read_library
from core.pictures import read_picture
from tests.conftest import ROOT

SHARED = Path(os.environ.get("INKLING_DATA", ROOT.parent / "shared" / "data")).parent
WEIGHTS = SHARED / "weights" / "mobilenet_v2.weights.h5"


def test_names_are_found_and_unknown_ones_refused():
    assert application("mobilenet_v2") is APPLICATIONS["mobilenet-v2"]
    with pytest.raises(BadRequest, match="Received: resnet"):
        application("resnet")


def test_the_checksums_are_those_of_keras():
    from keras.src.applications import efficientnet_v2, mobilenet_v3

    assert APPLICATIONS["efficientnetv2-b0"].md5 == efficientnet_v2.WEIGHTS_HASHES["b0"][0]
    assert APPLICATIONS["mobilenet-v3-small"].md5 == mobilenet_v3.WEIGHTS_HASHES["small_224_1.0_float"][0]
    source = Path(keras.src.applications.inception_v3.__file__).read_text()
    assert APPLICATIONS["inception-v3"].md5 in source
    for app in APPLICATIONS.values():
        assert hasattr(keras.applications, app.builder)


def test_the_thousand_names_are_distinct_and_in_the_order_of_the_networks():
    names = imagenet_names()
    assert len(set(names)) == 1_000
    assert (names[0], names[1], names[281], names[999]) == ("tench", "goldfish", "tabby", "toilet tissue")


def test_a_file_that_is_none_is_refused_in_a_sentence(tmp_path, capsys):
    path = tmp_path / "weights.h5"
    path.write_bytes(b"no weights")
    with pytest.raises(BadData, match="not the weights of MobileNetV3-Small"):
        convert(application("mobilenet-v3-small"), path)
    assert is_official(application("inception-v3"), path) is False
    assert is_official(application("mobilenet-v2"), path) is None
    assert main(["add-weights", "mobilenet-v3-small", str(path)]) == 1
    assert "not the weights" in capsys.readouterr().err
    assert "mobilenet-v3-small" not in read_library().bundles


def test_random_weights_convert_and_a_new_head_fits_on_them():
    bundle = convert(application("mobilenet-v3-small"), None)
    assert bundle.network().shapes.logits == (1, 1_000)
    model = build_on(application("mobilenet-v3-small"), 3)
    stored = {path.rsplit("/", 2)[-2] for path in _paths(bundle)}
    assert {v.path.rsplit("/", 2)[-2] for v in model.weights if "logits" not in v.path} <= stored


@pytest.mark.data
def test_laid_weights_answer_as_keras_does_with_them(tmp_path):
    assert main(["add-weights", "mobilenet_v2", str(WEIGHTS)]) == 0
    bundle = read_library().get("mobilenet-v2")
    assert bundle.card["training"]["official_weights"] is None
    model = Classifier(bundle)
    theirs = keras.applications.MobileNetV2(weights=str(WEIGHTS), classifier_activation=None)
    photos = sorted((SHARED / "data" / "photos" / "imagenet_samples").glob("*.jpg"))[::25]
    for path in photos:
        answer = model.classify_picture(read_picture(path.read_bytes(), path.name))
        scaled = keras.applications.mobilenet_v2.preprocess_input(answer.seen[None].astype(np.float32))
        logits = theirs.predict(scaled, verbose=0)[0]
        np.testing.assert_allclose(answer.logits, logits, atol=0.02)
        assert answer.logits.argmax() == logits.argmax()
        assert answer.heat_map(answer.top(1)[0].label).max() == pytest.approx(1, abs=0.02)


def _paths(bundle):
    from safetensors import safe_open

    with safe_open(bundle.folder / "weights.safetensors", framework="numpy") as file:
        return list(file.keys())
