"""The numbers behind a chart, for whoever wants them exactly or does not see the chart."""

import numpy as np
import pandas as pd
import streamlit as st

from core.presentation.wording import share_in_percent
from widgets.shared.panel_keys import PanelKey

_UNKNOWN = "-"


def show_numbers(chart: str, table: pd.DataFrame, shares: tuple[str, ...] = ()) -> None:
    """Shows a table that is closed at first; what is in it can be searched, sorted and saved.

    Args:
        chart: The chart that they are behind, as "curves".
        table: The numbers.
        shares: Its columns that hold shares, 0.0 to 1.0, to be shown in percent.
    """
    forms = {name: share_in_percent if name in shares else _written for name in table.columns}
    style = table.style.format(forms, na_rep=_UNKNOWN)
    with st.expander("Show the numbers", icon=":material/table:", key=PanelKey.NUMBERS.of(chart)):
        st.dataframe(style, hide_index=True, height="content" if len(table) < 12 else 400)


def _written(value: object) -> str:
    """Writes a cell; a number with at most six digits that count, never as 3e-05."""
    if isinstance(value, float):
        return np.format_float_positional(value, precision=6, fractional=False, trim="-")
    return f"{value:,}" if isinstance(value, int) else str(value)
