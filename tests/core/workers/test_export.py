"""A bundle in Keras answers with the probabilities that the app shows."""

import runpy
import shutil

import keras
import numpy as np
import pytest
from safetensors.numpy import load_file, save

from core.bundles.bundle import read_bundle, write_bundle
from core.bundles.bundle_export import REFUSED
from core.bundles.format import FILES
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


def test_the_onnx_file_answers_as_the_app_does(bundle, tmp_path):
    onnxruntime = pytest.importorskip("onnxruntime", reason="an optional extra")
    export(bundle, "onnx", tmp_path / "network.onnx")
    session = onnxruntime.InferenceSession(tmp_path / "network.onnx")
    classifier = Classifier(bundle)
    for number in range(3):
        frame = classifier.preprocessor(example_drawing(bundle.task, number)[1])
        asked = {session.get_inputs()[0].name: frame[None, ..., None].astype(np.float32)}
        ((probabilities,),) = session.run(None, asked)
        assert probabilities == pytest.approx(classifier.classify_frame(frame).probabilities, abs=0.06)


def test_a_network_that_keras_cannot_build_is_refused_in_a_sentence(bundle, tmp_path, monkeypatch, capsys):
    network = bundle.card.network.model_copy(update={"name": "os.system"})
    card = bundle.card.draft().model_copy(update={"network": network})
    files = {name: (bundle.folder / name).read_bytes() for name in FILES}
    strange = write_bundle(tmp_path / bundle.name, card, files)
    assert strange.card.network.name == "os.system"
    words = [str(strange.folder), "keras", str(tmp_path / "out.keras")]
    monkeypatch.setattr("sys.argv", ["export", *words])
    with pytest.raises(SystemExit) as ended:
        runpy.run_module("core.workers.export", run_name="__main__")
    assert ended.value.code == REFUSED
    assert "The known networks are" in capsys.readouterr().err.splitlines()[-1]
    assert not (tmp_path / "out.keras").exists()


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
