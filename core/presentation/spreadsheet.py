"""Making CSV files safe for spreadsheets: a mark for the encoding, and no cells that act as formulas."""

from core.storage.names import printable

# Without it, spreadsheets read UTF-8 in the code page of their computer.
BYTE_ORDER_MARK = "\ufeff"
# Characters that start a formula, including full-width forms.
_BEGINNINGS = ("=", "+", "-", "@", "＝", "＋", "－", "＠")  # noqa: RUF001


def without_formula(cell: object) -> object:
    """Returns a cell whose text a spreadsheet does not interpret as a formula; other values are unchanged.

    Control characters are escaped, too: after a carriage return, spreadsheets begin another cell.
    """
    if not isinstance(cell, str):
        return cell
    text = printable(cell)
    return f"'{text}" if text.startswith(_BEGINNINGS) else text
