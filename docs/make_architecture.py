"""Draws the house from its imports: `python -m docs.make_architecture` writes `pictures/architecture.svg`.

Every package is a floor above all packages that it imports. Lines lead from each package to those that it
imports: strong ones to packages that no package in between imports already, faint ones to the rest.
"""

import ast
from collections.abc import Mapping
from graphlib import TopologicalSorter
from html import escape
from pathlib import Path

from core.storage.files import write_whole
from docs.imports import MODULES, arrows

PICTURE = Path(__file__).resolve().parent / "pictures" / "architecture.svg"
WIDTH_PX, FLOOR_PX, GAP_PX, BOX_PX, MARGIN_PX = 1_000, 46, 14, 640, 24
_PAPER, _INK, _FAINT = "#fbfaf7", "#22262b", "#e2dccf"
# Okabe and Ito's colours, which colour-blind people can tell apart; one for each part of the house.
_COLORS = {
    "core": "#0072b2",
    "inkling": "#56b4e9",
    "api": "#000000",
    "widgets": "#d55e00",
    "pages": "#cc79a7",
    "recipes": "#009e73",
    "benchmarks": "#e69f00",
}


def floors(imports: Mapping[str, set[str]]) -> list[str]:
    """Orders packages from the roof to the ground: each package is above all that it imports.

    Args:
        imports: For each package, the packages that it imports.

    Raises:
        graphlib.CycleError: If imports form a circle.
    """
    sorter = TopologicalSorter(imports)
    sorter.prepare()
    order: list[str] = []
    while sorter.is_active():
        ready = sorted(sorter.get_ready(), key=lambda name: (not name.startswith("core"), name))
        order += ready
        sorter.done(*ready)
    return order[::-1]


def necessary(imports: Mapping[str, set[str]]) -> set[tuple[str, str]]:
    """Returns the arrows that no path of other arrows replaces: the transitive reduction of the imports."""

    def reached(name: str) -> set[str]:
        return imports[name].union(*(reached(below) for below in imports[name]))

    return {
        (name, below)
        for name, all_below in imports.items()
        for below in all_below
        if not any(below in reached(other) for other in all_below - {below})
    }


def first_sentence(package: str) -> str:
    """Returns the first paragraph of a package's docstring, which is a single sentence."""
    documentation = ast.get_docstring(ast.parse(MODULES[package].read_text(encoding="utf-8"))) or ""
    return documentation.split("\n\n")[0].replace("\n", " ").replace("`", "")


def picture() -> str:
    """Draws the whole picture as SVG."""
    imports = {
        name: below - {"core", "widgets"}
        for name, below in arrows().items()
        if name not in ("core", "core.__main__", "widgets", "docs")
    }
    order, strong = floors(imports), necessary(imports)
    middle = {
        name: MARGIN_PX + index * (FLOOR_PX + GAP_PX) + FLOOR_PX / 2 for index, name in enumerate(order)
    }
    height = 2 * MARGIN_PX + len(order) * (FLOOR_PX + GAP_PX) - GAP_PX
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH_PX} {height}" '
        'font-family="system-ui, sans-serif" font-size="14">',
        f'<rect width="{WIDTH_PX}" height="{height}" fill="{_PAPER}"/>',
    ]
    pairs = sorted((name, below) for name, all_below in imports.items() for below in all_below)
    # Faint lines are drawn first, so that the strong ones are on top.
    for name, below in sorted(pairs, key=lambda pair: pair in strong):
        lines.append(_arc(middle[name], middle[below], _color(name) if (name, below) in strong else _FAINT))
    for name in order:
        lines += _box(name, middle[name])
    return "\n".join([*lines, "</svg>"]) + "\n"


def _color(name: str) -> str:
    return _COLORS[name.split(".")[0]]


def _arc(from_y: float, to_y: float, color: str) -> str:
    """Draws an arc to the right of the boxes; longer arcs reach out further."""
    left = MARGIN_PX + BOX_PX
    reach = left + 40 + (to_y - from_y) * 0.36
    width = 1.2 if color == _FAINT else 2
    return (
        f'<path d="M {left} {from_y:g} C {reach:g} {from_y:g}, {reach:g} {to_y:g}, {left + 7} {to_y:g}" '
        f'fill="none" stroke="{color}" stroke-width="{width}"/>'
        f'<path d="M {left + 9} {to_y - 4:g} L {left + 1} {to_y:g} L {left + 9} {to_y + 4:g} Z" '
        f'fill="{color}"/>'
    )


def _box(name: str, middle: float) -> list[str]:
    top = middle - FLOOR_PX / 2
    shown = MODULES.get(name)
    words = first_sentence(name) if shown else _PAGES
    return [
        f'<rect x="{MARGIN_PX}" y="{top:g}" width="{BOX_PX}" height="{FLOOR_PX}" rx="6" fill="white" '
        f'stroke="{_color(name)}" stroke-width="1.5"/>',
        f'<text x="{MARGIN_PX + 12}" y="{middle - 4:g}" font-weight="600" fill="{_color(name)}">'
        f"{escape(name.replace('.', '/'))}</text>",
        f'<text x="{MARGIN_PX + 12}" y="{middle + 14:g}" fill="{_INK}" font-size="12">{escape(words)}</text>',
    ]


# `pages/` holds scripts, not modules.
_PAGES = "What Streamlit runs: the layout of each page."


def main() -> None:
    """Writes the picture."""
    write_whole(PICTURE, picture())


if __name__ == "__main__":
    main()
