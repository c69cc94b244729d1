"""A table of networks, layers or sources as HTML whose text wraps; on a phone, its rows become tiles."""

from typing import TYPE_CHECKING

from core.presentation.html_text import escape_html

if TYPE_CHECKING:
    import pandas as pd


def cards_html(table: "pd.DataFrame", what: str) -> str:
    """Returns a table as HTML, styled by `pages.css`.

    Args:
        table: One row for each network, layer or source, with its name in the first column.
        what: Description of the table for screen readers.
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


def _row(names: list[str], row: tuple[object, ...]) -> str:
    texts = [escape_html(f"{value:,}" if isinstance(value, int) else str(value)) for value in row]
    cells = [
        f'<td role="cell" data-column="{name}">{text}</td>'
        for name, text in zip(names[1:], texts[1:], strict=True)
    ]
    return f'<tr role="row"><th scope="row" role="rowheader">{texts[0]}</th>{"".join(cells)}</tr>'
