"""What a spreadsheet needs of a CSV file: to know its encoding, and no cell that it would calculate."""

# Without it, spreadsheets take UTF-8 for the code page of their computer.
BYTE_ORDER_MARK = "\ufeff"
# Begin a formula, also in the wide forms of East Asian keyboards, or end the cell before one.
_BEGINNINGS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # noqa: RUF001


def without_formula(cell: object) -> object:
    """Quotes text that a spreadsheet would interpret as a formula; anything else stays as it is."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_BEGINNINGS) else cell
