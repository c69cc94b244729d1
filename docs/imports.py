"""Reads from the sources which of our modules import which, including imports inside functions."""

import ast
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TOPS = ("core", "inkling", "api", "widgets", "pages", "recipes", "benchmarks", "docs")
# Added to exported networks and used there; not a part of the house.
GIVEN_AWAY = {"snippets"}
# Functions that import a module.
_LATE = {"__import__", "importlib.import_module", "import_module"}


def sources(*tops: str) -> list[Path]:
    """Lists all modules in some folders, at any depth."""
    return [
        path
        for top in tops
        for path in sorted((ROOT / top).rglob("*.py"))
        if not GIVEN_AWAY & set(path.relative_to(ROOT).parts)
    ]


def module_of(path: Path) -> str:
    """Returns the name under which a file is imported."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {module_of(path): path for path in sources(*TOPS)}


@cache
def imported(path: Path) -> frozenset[str]:
    """Returns the names of all modules that a file imports, anywhere in it."""
    module = module_of(path)
    package = module if path.name == "__init__.py" else module.rpartition(".")[0]
    return frozenset(imported_by(path.read_text(encoding="utf-8"), package))


def imported_by(source: str, package: str, modules: Collection[str] = frozenset(MODULES)) -> set[str]:
    """Returns the names of all modules that a module imports.

    Args:
        source: The module's source code.
        package: The module's package, at which relative imports begin.
        modules: The modules that exist: `from core import x` counts as `core.x` if that is one of them.
    """
    names: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            above = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
            base = ".".join([*above, *([node.module] if node.module else [])])
            inner = {f"{base}.{alias.name}" for alias in node.names} & set(modules)
            names |= inner
            if len(inner) < len(node.names):
                names.add(base)
        elif isinstance(node, ast.Call) and ast.unparse(node.func) in _LATE and node.args:
            names |= {value for value in [getattr(node.args[0], "value", None)] if isinstance(value, str)}
    return names


def folder_of(module: str) -> str:
    """Returns the unit of a module: a package of `core` or `widgets`, or a top-level folder."""
    parts = module.split(".")
    return ".".join(parts[:2]) if parts[0] in ("core", "widgets") else parts[0]


def ours(names: Iterable[str]) -> set[str]:
    """Returns our own units among imported names."""
    return {folder_of(name) for name in names if name.split(".")[0] in TOPS and name != "core"}


def arrows(units: Callable[[Path], str] | None = None) -> dict[str, set[str]]:
    """Returns for each unit the other units that it imports; for each module if `units` is `module_of`."""
    imports: dict[str, set[str]] = defaultdict(set)
    for module, path in MODULES.items():
        if units is None:
            imports[folder_of(module)] |= ours(imported(path)) - {folder_of(module)}
        else:
            imports[module] |= {name for name in imported(path) if name in MODULES} - {module, "core"}
    return imports


def taken_names(package: str) -> set[str]:
    """Returns the names that modules of other packages import from a package's modules."""
    return {
        name
        for module, imports in _imported_names().items()
        if folder_of(module) != package
        for source, name in imports
        if folder_of(source) == package
    }


@cache
def _imported_names() -> dict[str, set[tuple[str, str]]]:
    """Returns each module's imports of the form `from X import Y`, as pairs of X and Y."""
    return {
        module: {
            (node.module, alias.name)
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            if isinstance(node, ast.ImportFrom) and node.module
            for alias in node.names
        }
        for module, path in MODULES.items()
    }
