"""Shows the numbers behind a chart, for those who want exact values or cannot see the chart."""

import numpy as np
import pandas as pd
import streamlit as st

from core.presentation.wording import share_in_percent
from widgets.shared.panel_keys import PanelKey

_UNKNOWN = "-"


def show_numbers(chart: str, table: pd.DataFrame, shares: tuple[str, ...] = ()) -> None:
    """Shows a table, collapsed at first, that the user can search, sort and save.

    Args:
        chart: Name of the chart that the numbers belong to, such as "curves".
        table: The numbers.
        shares: Columns that hold shares from 0.0 to 1.0, which are shown in percent.
    """
    forms = {name: share_in_percent if name in shares else _written for name in table.columns}
    style = table.style.format(forms, na_rep=_UNKNOWN)
    with st.expander("Show the numbers", icon=":material/table:", key=PanelKey.NUMBERS.of(chart)):
        st.dataframe(style, hide_index=True, height="content" if len(table) < 12 else 400)


def _written(value: object) -> str:
    """Formats a cell; floats have at most six significant digits and no exponent."""
    if isinstance(value, float):
        return np.format_float_positional(value, precision=6, fractional=False, trim="-")
    return f"{value:,}" if isinstance(value, int) else str(value)
