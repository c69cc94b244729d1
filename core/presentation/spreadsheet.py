"""Making CSV files safe for spreadsheets: a mark for the encoding, and no cells that act as formulas."""

# Without it, spreadsheets read UTF-8 in the code page of their computer.
BYTE_ORDER_MARK = "\ufeff"
# Characters that start a formula, including full-width forms, or that end a cell so that one can follow.
_BEGINNINGS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # noqa: RUF001


def without_formula(cell: object) -> object:
    """Quotes text that a spreadsheet would interpret as a formula; returns anything else unchanged."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_BEGINNINGS) else cell
