"""The rules of the house, held by tests."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
CORE = sorted((ROOT / "core").glob("*.py"))
# What only the worker process and recipes may import: the second kind gets at Keras when it is needed.
WORKER_MODULES = {"training.py", "suspects.py", "outcome.py", "worker.py", "adding_worker.py"}
KERAS_MODULES = {
    "networks.py",
    "network_parts.py",
    "photo_networks.py",
    "mobile_networks.py",
    "feature_grid.py",
    "conversion.py",
    "finetuning.py",
    "application_conversion.py",
    "keras_exports.py",
}


def imported(path):
    """Names of all modules that a file imports, at any depth."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add(node.module or "")
    return names


@pytest.mark.parametrize("path", CORE, ids=lambda path: path.name)
def test_core_never_imports_streamlit_pages_or_widgets(path):
    tops = {name.split(".")[0] for name in imported(path)}
    assert not tops & {"streamlit", "streamlit_drawable_canvas", "pages", "widgets", "recipes"}


@pytest.mark.parametrize("path", CORE, ids=lambda path: path.name)
def test_only_training_imports_keras(path):
    if path.name in KERAS_MODULES:
        return
    names = imported(path)
    assert not {name.split(".")[0] for name in names} & {"tensorflow", "keras"}
    if path.name not in WORKER_MODULES:
        assert not names & {f"core.{Path(name).stem}" for name in KERAS_MODULES | WORKER_MODULES}


@pytest.mark.parametrize("folder", ["core", "pages", "widgets", "recipes"])
def test_modules_can_be_read_at_one_sitting(folder):
    limit = 120 if folder == "pages" else 300
    for path in (ROOT / folder).glob("*.py"):
        assert len(path.read_text().splitlines()) <= limit, path


@pytest.mark.parametrize("folder", ["core", "pages", "widgets", "recipes"])
def test_everything_public_has_a_docstring(folder):
    for path in (ROOT / folder).glob("*.py"):
        tree = ast.parse(path.read_text())
        assert ast.get_docstring(tree), path
        for node in tree.body:
            if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
                assert ast.get_docstring(node), f"{path.name}: {node.name}"


def test_tensorflow_is_not_imported_after_every_page_has_run():
    code = """
import sys
from streamlit.testing.v1 import AppTest
for page in ("pages/draw.py", "pages/photo.py", "pages/train.py", "pages/networks.py"):
    app = AppTest.from_file(page, default_timeout=60).run()
    assert not app.exception, app.exception
sys.exit(any(name in sys.modules for name in ("tensorflow", "keras")))
"""
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
