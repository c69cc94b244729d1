"""Every export is loaded by the runtime it is made for, and answers as Inkling does."""

import hashlib
import io
import json
import shutil
import subprocess
import sys
import time
import zipfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import numpy as np
import psutil
import pytest
from PIL import Image, ImageOps
from safetensors.numpy import load_file, save

from core.bundles import bundle_export
from core.bundles.bundle import Bundle, read_bundle
from core.bundles.bundle_export import KERAS_FORMATS, bundle_zip, download_name, keras_export, tflite_zip
from core.bundles.bundle_import import import_bundle
from core.bundles.card import InputSpec
from core.bundles.export_readme import export_readme
from core.bundles.library import read_library
from core.datasets.store import read_data_set
from core.errors import BadRequest
from core.inference.classifier import Classifier
from core.preprocessing.decode import decode_image
from core.preprocessing.example_drawings import example_drawing
from core.preprocessing.example_photos import read_example_photos
from core.preprocessing.rasterize import drawing_as_png
from core.storage.paths import SHIPPED, home
from tests.core.training_helpers import train_in_this_process, trained

# The LiteRT network of the ink backbone computes with integers; Keras uses the original weights.
TOLERANCE = 0.06


@pytest.fixture(scope="module")
def ours(tmp_path_factory):
    """A trained bundle, ten framed drawings, and its answers to them."""
    folder = tmp_path_factory.mktemp("takeaway")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("INKLING_HOME", str(folder / "home"))
        train_in_this_process(patch)
        run = trained(folder)
        bundle = read_library([home() / "models"]).get(run.request.bundle)
        data_set = read_data_set(run.request.data_set)
        model = Classifier(bundle)
        frames = [model.preprocessor(data_set.read(sample)) for sample in data_set.samples[::3]]
    answers = np.stack([model.classify_frame(frame).probabilities for frame in frames])
    return bundle, np.stack(frames)[..., None], answers


def test_the_tflite_runs_with_its_snippet(ours, tmp_path):
    bundle, _, _ = ours
    zipfile.ZipFile(io.BytesIO(tflite_zip(bundle))).extractall(tmp_path)
    model = Classifier(bundle)
    for number in (0, 1, 4):
        png = drawing_as_png(example_drawing("sketches", number)[1], 280, 12)
        (tmp_path / "drawing.png").write_bytes(png)
        done = subprocess.run(
            [sys.executable, "classify.py", "drawing.png"],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=True,
        )
        label, share = done.stdout.splitlines()[0].rsplit(": ", 1)
        answer = model.classify_picture(decode_image(png))
        assert done.stdout.splitlines()[-1].startswith("Not sure") == (not answer.sure)
        assert label == answer.top(1)[0].label
        assert float(share) == pytest.approx(answer.top(1)[0].probability, abs=0.1)


STRAIGHT_ONE = [np.float32([[140, 40], [138, 240]])]


@pytest.mark.parametrize(
    ("strokes", "is_sure"),
    [
        (example_drawing("digits", 0)[1], True),
        # Below the threshold of the other classes, but not below the threshold of its own class.
        (STRAIGHT_ONE, True),
        (example_drawing("animals", 0)[1], False),
    ],
    ids=["seven", "straight one", "animal"],
)
def test_the_snippet_is_not_sure_of_what_it_was_not_taught(strokes, is_sure, tmp_path):
    bundle = read_bundle(SHIPPED / "digits-deep")
    assert bundle.familiarity() is None
    zipfile.ZipFile(io.BytesIO(tflite_zip(bundle))).extractall(tmp_path)
    (tmp_path / "drawing.png").write_bytes(drawing_as_png(strokes, 280, 20))
    done = subprocess.run(
        [sys.executable, "classify.py", "drawing.png"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    assert ("Not sure" not in done.stdout) == is_sure, done.stdout


def transparent(gray):
    """The same picture in black ink on glass: on white, it looks as before."""
    picture = Image.new("RGBA", gray.size, "black")
    picture.putalpha(ImageOps.invert(gray))
    return picture


def turned(gray):
    """The same picture as a phone saves it: lying on its side, with a tag that says so."""
    picture = gray.transpose(Image.Transpose.ROTATE_90)
    picture.getexif()[0x0112] = 6
    return picture


@pytest.mark.parametrize(
    "written",
    [transparent, turned, lambda gray: Image.fromarray(np.asarray(gray).astype(np.uint16) * 257)],
    ids=["transparent", "turned", "16 bits"],
)
@pytest.mark.parametrize("name", ["digits-deep", "things-1000"])
def test_the_snippet_opens_what_the_app_opens(name, written, tmp_path):
    bundle = read_bundle(SHIPPED / name)
    zipfile.ZipFile(io.BytesIO(tflite_zip(bundle))).extractall(tmp_path)
    plain = drawing_as_png(example_drawing("digits", 2)[1], 280, 20)
    if bundle.kind == "photo":
        plain = read_example_photos()[0].read()
    picture = written(Image.open(io.BytesIO(plain)).convert("L"))
    picture.save(tmp_path / "drawing.png", exif=picture.getexif())
    command = [sys.executable, "classify.py", "drawing.png"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    label, share = done.stdout.splitlines()[0].rsplit(": ", 1)
    answer = Classifier(bundle).classify_picture(decode_image((tmp_path / "drawing.png").read_bytes()))
    assert answer.sure
    assert "Not sure" not in done.stdout
    assert label == answer.top(1)[0].label
    assert float(share) == pytest.approx(answer.top(1)[0].probability, abs=0.1)


def test_the_snippet_says_so_if_there_is_no_drawing(tmp_path):
    zipfile.ZipFile(io.BytesIO(tflite_zip(read_bundle(SHIPPED / "digits-dense")))).extractall(tmp_path)
    Image.new("L", (64, 64), "white").save(tmp_path / "drawing.png")
    command = [sys.executable, "classify.py", "drawing.png"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode
    assert done.stderr.splitlines()[-1].startswith("This picture has no drawing on it.")
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("has_strangers", [True, False])
def test_the_snippet_knows_strangers_as_the_app_does(has_strangers, tmp_path):
    folder = shutil.copytree(SHIPPED / "digits-deep", tmp_path / "digits-deep")
    digits = [example_drawing("digits", number)[1] for number in range(5)]
    animal = example_drawing("animals", 0)[1]
    network = Classifier(read_bundle(folder))

    def features(strokes):
        return network.classify_picture(decode_image(drawing_as_png(strokes, 280, 20))).features.mean((0, 1))

    arrays = load_file(folder / "weights.safetensors")
    arrays["familiarity/means"] = np.stack([features(digits[number % 5]) for number in range(10)])
    if has_strangers:
        arrays["familiarity/strangers"] = features(animal)[None]
    content = save(arrays)
    (folder / "weights.safetensors").write_bytes(content)
    card = json.loads((folder / "card.json").read_text())
    card["familiarity_threshold"] = -0.5
    card["sha256"]["weights.safetensors"] = hashlib.sha256(content).hexdigest()
    card["size_bytes"]["weights.safetensors"] = len(content)
    (folder / "card.json").write_text(json.dumps(card))
    bundle = read_bundle(folder)
    zipfile.ZipFile(io.BytesIO(tflite_zip(bundle))).extractall(tmp_path)
    png = drawing_as_png(animal, 280, 20)
    (tmp_path / "drawing.png").write_bytes(png)
    command = [sys.executable, "classify.py", "drawing.png"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    is_unfamiliar = "looks like nothing that the network was taught" in done.stdout
    reason = Classifier(bundle).classify_picture(decode_image(png)).reason
    assert is_unfamiliar == (reason == "unfamiliar") == has_strangers


@pytest.mark.parametrize("least_confidence", [None, 0.999])
def test_the_snippet_asks_for_as_much_confidence_as_the_card(least_confidence, tmp_path):
    shipped = read_bundle(SHIPPED / "digits-deep")
    card = shipped.card.model_copy(update={"least_confidence": least_confidence})
    zipfile.ZipFile(io.BytesIO(tflite_zip(replace(shipped, card=card)))).extractall(tmp_path)
    (tmp_path / "drawing.png").write_bytes(drawing_as_png(example_drawing("digits", 2)[1], 280, 20))
    command = [sys.executable, "classify.py", "drawing.png"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert ("Not sure: no class is likely enough" in done.stdout) == (least_confidence is not None)


@pytest.mark.parametrize(
    "spec",
    [
        InputSpec(kind="ink", size=(28, 28, 1), scaling="0 to 1", frame="quickdraw"),
        InputSpec(kind="photo", size=(224, 224, 3), scaling="-1 to 1", frame="photo"),
    ],
    ids=lambda spec: spec.kind,
)
def test_a_snippet_is_a_whole_program_without_a_name_too_many_or_too_few(spec):
    shipped = read_bundle(SHIPPED / "digits-simple")
    bundle = replace(shipped, card=shipped.card.model_copy(update={"input": spec}))
    program = zipfile.ZipFile(io.BytesIO(tflite_zip(bundle))).read("classify.py")
    assert f"SIZE_PX = {spec.size[0]}\n".encode() in program
    done = subprocess.run(
        [sys.executable, "-m", "ruff", "check", "--isolated", "--select=F,E9", "-"],
        input=program,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout.decode()


def unpacked(bundle, form, folder):
    """Unpacks an export and checks that its labels are in the order of the answers."""
    zipfile.ZipFile(io.BytesIO(keras_export(bundle, form))).extractall(folder)
    assert (folder / "labels.txt").read_text().splitlines() == list(bundle.labels)
    assert (folder / "README.txt").read_text() == export_readme(bundle, form)


def test_the_savedmodel_answers_the_same(ours, tmp_path):
    bundle, frames, answers = ours
    unpacked(bundle, "savedmodel", tmp_path)
    import tensorflow as tf

    served = tf.saved_model.load(str(tmp_path / bundle.name / "1")).signatures["serving_default"]
    (found,) = served(tf.constant(frames)).values()
    np.testing.assert_allclose(found, answers, atol=TOLERANCE)


def test_the_bundle_comes_back_and_answers_the_same(ours):
    bundle, frames, answers = ours
    back = Classifier(import_bundle(io.BytesIO(bundle_zip(bundle))))
    found = np.stack([back.classify_frame(frame[..., 0]).probabilities for frame in frames])
    np.testing.assert_array_equal(found, answers)


def test_no_two_downloads_have_one_name(shipped):
    card = shipped.get("digits-simple").card
    names = ("a", "a-keras", "a-tflite", "a-bundle", "keras")
    bundles = [Bundle(Path(name), card.model_copy(update={"name": name}), ()) for name in names]
    forms = ("bundle", "tflite", *KERAS_FORMATS)
    downloads = {download_name(bundle, form) for bundle in bundles for form in forms}
    assert len(downloads) == len(bundles) * len(forms)
    assert all(name.endswith(".zip") for name in downloads)


def test_an_export_that_takes_too_long_is_a_sentence(shipped, monkeypatch):
    monkeypatch.setattr(bundle_export, "_EXPORT_SECONDS", 0.01)
    with pytest.raises(BadRequest, match="took too long"):
        keras_export(shipped.get("digits-simple"), "keras")


def test_what_the_export_refuses_is_its_own_sentence(shipped, tmp_path, monkeypatch):
    (tmp_path / "tf2onnx.py").write_text("raise ImportError('no such package')")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with pytest.raises(
        BadRequest, match=r"^Exporting ONNX needs more packages: pip install .* Received: "
    ) as caught:
        keras_export(shipped.get("digits-dense"), "onnx")
    assert "requirements-onnx.txt" in caught.value.sentence


@pytest.mark.skipif(sys.platform == "win32", reason="a process that is ended there says nothing of it")
def test_an_export_that_is_killed_says_so(shipped):
    with ThreadPoolExecutor(1) as pool:
        export = pool.submit(keras_export, shipped.get("digits-dense"), "keras")
        while not export.done():
            for child in psutil.Process().children():
                # The child may end at any moment.
                with suppress(psutil.Error):
                    if "core.workers.export" in child.cmdline():
                        child.kill()
            time.sleep(0.05)
        with pytest.raises(BadRequest, match=r"stopped from outside.* try again .* Received: signal 9"):
            export.result()


def test_an_export_that_fails_is_refused_in_a_sentence_with_the_reason(shipped, tmp_path, monkeypatch):
    (tmp_path / "keras.py").write_text("raise ImportError('this Keras is broken')")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with pytest.raises(
        BadRequest, match=r"cannot be exported in this format\. Received: ImportError: this Keras is"
    ):
        keras_export(shipped.get("digits-simple"), "keras")
