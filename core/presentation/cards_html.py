"""The figures and the parts of a network as HTML, laid out in one way on desktops and another on phones."""

from collections.abc import Hashable, Mapping
from typing import TYPE_CHECKING

from core.presentation.html_text import escape_html

if TYPE_CHECKING:
    import pandas as pd


def cards_html(table: "pd.DataFrame", what: str) -> str:
    """Returns a table as HTML, styled by `pages.css`.

    Args:
        table: One row for each layer or source, with its name in the first column.
        what: What the table holds, for screen readers.
    """
    names = [escape_html(name) for name in table.columns]
    head = "".join(f'<th scope="col" role="columnheader" data-column="{name}">{name}</th>' for name in names)
    body = "".join(_row(names, row) for row in table.itertuples(index=False))
    # Rows shown as tiles lose their table semantics, so the roles are given explicitly for screen readers.
    return (
        f'<table class="network-cards" role="table" aria-label="{escape_html(what)}">'
        f'<thead role="rowgroup"><tr role="row">{head}</tr></thead>'
        f'<tbody role="rowgroup">{body}</tbody></table>'
    )


def network_figures_html(figures: Mapping[Hashable, object]) -> str:
    """Returns the figures of one network, with their names, as an HTML list, styled by `pages.css`.

    Args:
        figures: The figures by name. An empty one keeps its place, so that several networks align in columns.
    """
    pairs = [
        f"<div><dt>{escape_html(str(name))}</dt><dd>{_text(value)}</dd></div>"
        for name, value in figures.items()
    ]
    return f'<dl class="network-figures">{"".join(pairs)}</dl>'


def _text(value: object) -> str:
    return escape_html(f"{value:,}" if isinstance(value, int) else str(value))


def _row(names: list[str], row: tuple[object, ...]) -> str:
    texts = [_text(value) for value in row]
    cells = [
        f'<td role="cell" data-column="{name}">{text}</td>'
        for name, text in zip(names[1:], texts[1:], strict=True)
    ]
    return f'<tr role="row"><th scope="row" role="rowheader">{texts[0]}</th>{"".join(cells)}</tr>'
