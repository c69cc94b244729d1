"""Tables in Markdown, for pages that are written from results."""

from collections.abc import Sequence


def markdown_table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """Returns the lines of a table.

    Args:
        head: The titles of the columns.
        rows: The cells of each row, as many as there are columns.
    """
    return [f"| {' | '.join(cells)} |" for cells in (head, ("---",) * len(head), *rows)]
