"""The numbers behind a chart, for whoever wants them exactly or does not see the chart."""

import pandas as pd
import streamlit as st


def show_numbers(table: pd.DataFrame, shares: tuple[str, ...] = ()) -> None:
    """Shows a table that is closed at first; what is in it can be searched, sorted and saved.

    Args:
        table: The numbers.
        shares: Its columns that hold shares, 0.0 to 1.0, to be shown in percent.
    """
    columns = {name: st.column_config.NumberColumn(format="percent") for name in shares}
    with st.expander("Show the numbers", icon=":material/table:"):
        st.dataframe(
            table, column_config=columns, hide_index=True, height="content" if len(table) < 12 else 400
        )
