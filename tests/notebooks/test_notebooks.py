"""The notebooks run from top to bottom, offline, on pictures that the tests draw."""

import os
import re
import subprocess
import sys

import nbformat
import pytest
from nbclient import NotebookClient
from PIL import Image

import inkling
from core.bundles.bundle_import import import_bundle
from tests.conftest import ROOT
from tests.core.drawn import pattern_zip

NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


def read(name):
    return nbformat.read(ROOT / "notebooks" / f"{name}.ipynb", as_version=4)


def first_code(name):
    return next(cell.source for cell in read(name).cells if cell.cell_type == "code")


def run(name, folder, monkeypatch, **parameters):
    """Runs a notebook in a folder as Jupyter does; returns its outputs as text, by MIME type."""
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    notebook = read(name)
    (cell,) = (cell for cell in notebook.cells if "parameters" in cell.metadata.get("tags", ()))
    cell.source += "".join(f"\n{key} = {value!r}" for key, value in parameters.items())
    NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(folder)}}).execute()
    shown = {}
    for cell in notebook.cells:
        for output in cell.get("outputs", ()):
            pieces = output.get("data", {"text/plain": output.get("text", "")})
            for kind, piece in pieces.items():
                shown[kind] = shown.get(kind, "") + str(piece)
    return shown


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_clean(path):
    text = path.read_text(encoding="utf-8")
    notebook = nbformat.reads(text, as_version=4)
    nbformat.validate(notebook)
    for cell in notebook.cells:
        assert not cell.get("outputs"), "clear all outputs"
        assert cell.get("execution_count") is None
    # No path of a particular machine may appear; Colab's folder is the same for everybody.
    for address in re.findall(r'(?<![\w.:/])(/[A-Za-z][\w.-]*/[\w./-]*|[A-Z]:\\\\[^"\s]+)', text):
        assert address.startswith(("/content/drive", "/api/")), address
    assert str(ROOT) not in text
    assert not re.search(r"\d %", text), "English writes 90%"


def test_both_begin_with_the_same_cell():
    assert len({first_code(path.stem) for path in NOTEBOOKS}) == 1


def test_train_teaches_shows_and_saves(tmp_path, monkeypatch):
    pattern_zip(tmp_path / "toys.zip", each=3, kinds=("stripes", "dots"))
    shown = run("train", tmp_path, monkeypatch, PICTURES="toys.zip", NAME="My <i>toys</i>")
    page = shown["text/html"]
    assert "toys: 6 photos of 2 classes" in page
    assert "My &lt;i&gt;toys&lt;/i&gt;" in page
    assert "<i>" not in page
    assert "right in cross-validation" in page
    assert "6 answers" in page
    assert "Confusion matrix: 6 of 6" in page
    # Nothing comes from the internet: pictures are embedded in the output.
    assert not re.findall(r"(?:src|href)=.https?:", page)
    (bundle,) = tmp_path.glob("*.bundle.zip")
    with bundle.open("rb") as file:
        assert import_bundle(file).labels == ("dots", "stripes")


def test_predict_answers_a_folder_and_the_api(tmp_path, monkeypatch):
    (tmp_path / "mine").mkdir()
    source = ROOT / "core" / "preprocessing" / "example_photo_files" / "cat.jpg"
    picture = Image.open(source)
    for name, turned in (("cat.png", picture), ("mirrored.png", picture.transpose(0))):
        turned.resize((160, 160)).save(tmp_path / "mine" / name)
    (tmp_path / "mine" / "broken.png").write_bytes(b"broken")
    shown = run("predict", tmp_path, monkeypatch, FOLDER="mine")
    page, text = shown["text/html"], shown["text/plain"]
    assert "2 answers" in page
    assert "broken.png" in page
    assert "image/png" in shown
    assert (tmp_path / "answers.csv").is_file()
    # The API gives the same answers as the table, and an error in place of the unreadable picture.
    lines = [line for line in text.splitlines() if "%" in line and ": " in line]
    assert len(lines) == 2
    asked = inkling.load_network("things-1000").predict(str(tmp_path / "mine"))
    for line, answer in zip(lines, asked, strict=True):
        assert answer.sure
        assert f": {answer.answer} {answer.confidence:.1%} (" in line
        assert all(f"{label} {probability:.1%}" in line for label, probability in answer.top(3).items())
    assert "neither base64 nor a data URL" in text


def test_predict_runs_to_its_end_even_if_no_picture_can_be_read(tmp_path, monkeypatch):
    (tmp_path / "broken.png").write_bytes(b"broken")
    shown = run("predict", tmp_path, monkeypatch, FOLDER=".", NETWORK="digits-simple")
    assert "1 without an answer" in shown["text/html"]
    assert "No picture was answered." in shown["text/plain"]


def test_the_first_cell_installs_what_is_not_there(tmp_path):
    """Installs from a clone; all packages are already present, so pip needs no internet."""
    if not (ROOT / ".git").exists():
        pytest.skip("needs the repository")
    source = first_code("train")
    source = source.replace('REPOSITORY = ""', f"REPOSITORY = {str(ROOT)!r}")
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(
        [sys.executable, "-c", f"{source}\nprint(inkling.__file__)"],
        cwd=tmp_path,
        env=environment | {"PIP_NO_INDEX": "1", "PIP_NO_DEPS": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == str(tmp_path / "inkling-project" / "inkling" / "__init__.py")


def test_without_an_address_it_says_what_to_do(tmp_path):
    source = first_code("train")
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    command = [sys.executable, "-c", source]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.startswith("Write the repository's address")
