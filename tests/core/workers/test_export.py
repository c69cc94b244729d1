"""A bundle in Keras answers with the probabilities that the app shows."""

import shutil

import keras
import numpy as np
import pytest
from safetensors.numpy import load_file, save

from core.bundles.bundle import read_bundle
from core.errors import BadRequest
from core.inference.classifier import Classifier
from core.preprocessing.example_drawings import example_drawing
from core.workers.export import export, whole_model


@pytest.fixture
def bundle(shipped):
    return min(
        (bundle for bundle in shipped.bundles.values() if bundle.kind == "ink"),
        key=lambda bundle: bundle.card.network.parameters,
    )


def test_the_keras_file_answers_as_the_app_does(bundle, tmp_path):
    export(bundle, "keras", tmp_path / "network.keras")
    model = keras.models.load_model(tmp_path / "network.keras")
    classifier = Classifier(bundle)
    for number in range(3):
        frame = classifier.preprocessor(example_drawing(bundle.task, number)[1])
        probabilities = np.asarray(model(frame[None, ..., None].astype(np.float32)))[0]
        answer = classifier.classify_frame(frame)
        assert probabilities.sum() == pytest.approx(1, abs=1e-5)
        assert probabilities == pytest.approx(answer.probabilities, abs=0.06)


def test_weights_that_do_not_fit_are_refused(bundle, tmp_path):
    folder = tmp_path / bundle.name
    shutil.copytree(bundle.folder, folder)
    damaged = read_bundle(folder)
    arrays = load_file(folder / "weights.safetensors")
    name = next(iter(arrays))
    arrays.pop(name)
    (folder / "weights.safetensors").write_bytes(save(arrays))
    with pytest.raises(BadRequest, match=f"do not fit .*Received: no {name}"):
        whole_model(damaged)
