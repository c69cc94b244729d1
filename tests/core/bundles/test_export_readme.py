"""What an export's README says is true: its program runs, and its input and output are the network's."""

import re
import textwrap
from dataclasses import replace

import numpy as np
import pytest

from core.bundles.bundle_export import KERAS_FORMATS
from core.bundles.export_readme import export_readme
from core.workers.export import export, whole_model


@pytest.mark.parametrize("form", KERAS_FORMATS)
def test_the_program_computes_the_answers(form, shipped, tmp_path, monkeypatch):
    if form == "onnx":
        pytest.importorskip("onnxruntime", reason="an optional extra")
    bundle = shipped.get("digits-simple")
    readme = export_readme(bundle, form)
    size = re.search(r"shape \(pictures, (\d+), (\d+), (\d+)\)", readme).groups()
    pictures = np.random.default_rng(1).random((3, *map(int, size)), np.float32)
    export(bundle, form, tmp_path / f"{bundle.name}{KERAS_FORMATS[form]}")
    monkeypatch.chdir(tmp_path)
    program = textwrap.dedent("".join(line for line in readme.splitlines(True) if line.startswith("    ")))
    names = {"pictures": pictures}
    exec(program, names)
    assert f"shape (pictures, {names['answers'].shape[1]})" in readme
    np.testing.assert_allclose(names["answers"], whole_model(bundle)(pictures).numpy(), atol=1e-5)


def test_it_says_how_a_photo_is_prepared(shipped):
    bundle = shipped.get("things-1000")
    spec = bundle.card.input.model_copy(update={"crop": 0.875, "interpolation": "bilinear"})
    readme = export_readme(replace(bundle, card=bundle.card.model_copy(update={"input": spec})), "onnx")
    assert "from 0 to 255" in readme
    assert "0.875 of the photo's shorter side, and resize it (bilinear)" in readme
    assert "picture_of" in export_readme(shipped.get("digits-simple"), "onnx")
