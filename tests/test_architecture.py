"""The architecture rules, enforced by tests."""

import ast
import importlib
import re
import subprocess
import symtable
import sys
from functools import cache
from graphlib import CycleError, TopologicalSorter

import pytest

from docs.imports import (
    MODULES,
    ROOT,
    TOPS,
    arrows,
    folder_of,
    imported,
    imported_by,
    module_of,
    ours,
    sources,
    taken_names,
)
from tests.of_each import of_each

# The folders of `core/` that may import Keras and TensorFlow; the app imports neither of these folders.
KERAS_FOLDERS = {"core.keras_models", "core.workers"}
# The folders that may import scikit-learn; no page may import it before a visitor asks for figures.
STATISTICS_FOLDERS = {"core.training", "core.evaluation"}
# Processes, commands and pages stand on top: no other code may import them.
ROOFS = ("core.workers", "core.cli", "api", "pages", "widgets")
PACKAGES = [
    path
    for folder in ("core", "inkling", "api", "widgets", "recipes", "benchmarks", "docs")
    for path in sorted((ROOT / folder).rglob("__init__.py"))
    if path != ROOT / "core" / "__init__.py"
]


@pytest.mark.parametrize("units", [None, module_of], ids=["folders", "modules"])
def test_imports_run_one_way(units):
    try:
        TopologicalSorter(arrows(units)).prepare()
    except CycleError as error:
        pytest.fail(f"a circle of imports: {' -> '.join(error.args[1])}")


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("import keras.ops", {"keras.ops"}),
        ("def late():\n    import tensorflow as tf", {"tensorflow"}),
        ("from core import loom", {"core.loom"}),
        ("from core.loom import weave", {"core.loom"}),
        ("from core import loom, nothing", {"core.loom", "core"}),
        ("from . import loom", {"core.loom"}),
        ("from .loom import weave", {"core.loom"}),
        ("import importlib\nimportlib.import_module('core.loom')", {"importlib", "core.loom"}),
    ],
)
def test_every_form_of_import_is_seen(source, names):
    assert imported_by(source, "core", {"core.loom"}) == names


IMPORTABLE = MODULES | {module_of(path): path for path in sources("tests")}


@cache
def names_in(path):
    """Returns the names that a module defines or imports at its top level, or late, if it is a package."""
    source = path.read_text(encoding="utf-8")
    if path.name == "__init__.py":
        return {node.value for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Constant)}
    symbols = symtable.symtable(source, path.name, "exec").get_symbols()
    return {symbol.get_name() for symbol in symbols if symbol.is_assigned() or symbol.is_imported()}


# Most benchmarks and recipes are only run by hand, as they need data or hours.
@of_each(MODULES.values())
def test_every_name_that_is_imported_exists(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module in IMPORTABLE:
            names = {alias.name for alias in node.names if f"{node.module}.{alias.name}" not in IMPORTABLE}
            unknown = names - names_in(IMPORTABLE[node.module])
            assert not unknown, f"{node.module} has no {', '.join(sorted(unknown))}"


@of_each([path for path in MODULES.values() if path.name != "__init__.py"])
def test_every_private_name_is_used(path):
    source = path.read_text(encoding="utf-8")
    unused = [
        symbol.get_name()
        for symbol in symtable.symtable(source, path.name, "exec").get_symbols()
        if re.fullmatch("_[^_].*", symbol.get_name())
        and symbol.is_assigned()
        and len(re.findall(rf"\b{symbol.get_name()}\b", source)) == 1
    ]
    assert not unused


@of_each(sources("core"))
def test_core_never_imports_streamlit_or_what_is_built_on_it(path):
    tops = {name.split(".")[0] for name in imported(path)}
    assert not tops & {"streamlit", "streamlit_drawable_canvas", "pages", "widgets", "recipes", "benchmarks"}
    assert not tops & {"inkling", "api"}


@of_each(sources("inkling"))
def test_the_python_interface_imports_the_engine_alone(path):
    names = imported(path)
    assert not {name.split(".")[0] for name in names} & {"streamlit", "keras", "tensorflow", "sklearn"}
    assert {folder.split(".")[0] for folder in ours(names)} <= {"core", "inkling"}
    assert not ours(names) & {"core.cli", "core.workers", "core.keras_models"}


@of_each(sources("api"))
def test_the_api_imports_the_engine_alone(path):
    names = imported(path)
    assert not {name.split(".")[0] for name in names} & {"streamlit", "keras", "tensorflow", "sklearn"}
    assert {folder.split(".")[0] for folder in ours(names)} <= {"core", "api"}
    assert not ours(names) & {"core.cli", "core.workers", "core.keras_models"}


def tops_of(module):
    """Returns the top-level packages, our own and others', that a module imports from."""
    return {name.split(".")[0] for name in imported(MODULES[module])}


def modules_of_core_outside(folders):
    return [name for name in MODULES if name.split(".")[0] == "core" and folder_of(name) not in folders]


def test_only_two_folders_of_core_import_keras():
    for module in modules_of_core_outside(KERAS_FOLDERS):
        assert not tops_of(module) & {"keras", "tensorflow"}, module
        assert not ours(imported(MODULES[module])) & KERAS_FOLDERS, module


def test_only_two_folders_of_core_import_what_takes_seconds_to_import():
    for module in modules_of_core_outside(STATISTICS_FOLDERS):
        assert not tops_of(module) & {"sklearn", "cleanlab"}, module


def test_nothing_is_built_on_processes_commands_and_pages():
    for module, path in MODULES.items():
        roofs = ours(imported(path)) - {folder_of(module)}
        if folder_of(module) == "pages":
            roofs = {roof for roof in roofs if not roof.startswith("widgets")}
        if folder_of(module).startswith("widgets."):
            roofs -= {"widgets.shared"}
        if module == "core.__main__":
            roofs -= {"core.cli"}
        assert not [roof for roof in roofs if roof.startswith(ROOFS)], module


@of_each(PACKAGES)
def test_every_package_says_what_it_knows_and_what_it_does_not(package):
    words = ast.get_docstring(ast.parse(package.read_text()))
    assert 3 <= len(words.splitlines()) <= 6, words
    assert re.search(r"\b[Kk]nows?\b", words), words


@of_each(sorted((ROOT / "core").glob("*/__init__.py")))
def test_every_package_lists_the_names_that_others_take_from_it(package):
    modules = {path.stem for path in package.parent.glob("*.py")}
    # Listing a name that is also a module's would hide that module.
    taken = taken_names(module_of(package)) - modules
    listed = getattr(importlib.import_module(module_of(package)), "__all__", [])
    if module_of(package) not in ROOFS:
        assert sorted(taken) == list(listed)


def test_public_names_can_be_taken_from_their_package():
    from core.bundles import Bundle, read_library
    from core.bundles.bundle import Bundle as DefinedBundle

    assert Bundle is DefinedBundle
    assert all(isinstance(bundle, Bundle) for bundle in read_library().bundles.values())


@of_each(sources("core", "inkling", "api", "widgets"))
def test_every_module_has_a_test_that_mirrors_it(path):
    if path.name not in ("__init__.py", "__main__.py"):
        mirror = ROOT / "tests" / path.relative_to(ROOT).with_name(f"test_{path.name}")
        assert mirror.is_file(), mirror
        names = {
            node.name for node in ast.parse(mirror.read_text()).body if isinstance(node, ast.FunctionDef)
        }
        assert any(name.startswith("test_") for name in names), mirror


@pytest.mark.parametrize("folder", [*TOPS, "tests"])
def test_modules_can_be_read_at_one_sitting(folder):
    # A test may need more lines than the code it tests, because of its data.
    limit = {"pages": 100, "tests": 450}.get(folder, 300)
    for path in sources(folder):
        assert len(path.read_text().splitlines()) <= limit, path


@pytest.mark.parametrize("folder", ["core", "inkling", "api", "pages", "widgets", "recipes"])
def test_everything_public_has_a_docstring(folder):
    for path in sources(folder):
        tree = ast.parse(path.read_text())
        assert ast.get_docstring(tree), path
        for node in tree.body:
            if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
                assert ast.get_docstring(node), f"{path.name}: {node.name}"


def test_what_only_trains_is_not_imported_after_every_page_has_run():
    code = """
import sys
from pathlib import Path
from streamlit.testing.v1 import AppTest
for page in sorted(Path("pages").glob("*.py")):
    app = AppTest.from_file(page, default_timeout=60).run()
    assert not app.exception, app.exception
sys.exit(any(name in sys.modules for name in ("tensorflow", "keras", "sklearn", "cleanlab", "ray")))
"""
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]


def test_only_one_folder_imports_ray_and_only_when_it_is_asked_for():
    for module, path in MODULES.items():
        if folder_of(module) != "core.distributed":
            assert not tops_of(module) & {"ray", "fsspec"}, module
        else:
            at_once = ast.parse(path.read_text()).body
            lines = [ast.unparse(node) for node in at_once if isinstance(node, ast.Import | ast.ImportFrom)]
            assert not {line.split()[1].split(".")[0] for line in lines} & {"ray", "fsspec"}, module
