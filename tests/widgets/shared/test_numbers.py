"""The numbers behind a chart."""

import pyarrow as pa

from tests.widgets.app_helpers import run_app


def page():
    import pandas as pd

    from widgets.shared.numbers import show_numbers

    show_numbers(
        "curves",
        pd.DataFrame({"Share": [0.5, 0.99996, None], "Count": [1, 2_000, 3], "Loss": [1.0, 0.00003, 1 / 3]}),
        shares=("Share",),
    )


def test_they_are_closed_at_first_and_shares_are_in_percent():
    app = run_app(page)
    (closed,) = app.expander
    assert (closed.label, closed.proto.expanded) == ("Show the numbers", False)
    (table,) = app.dataframe
    assert list(table.value["Share"])[:2] == [0.5, 0.99996]
    shown = pa.ipc.open_stream(table.proto.arrow_data.styler.display_values).read_pandas()
    assert list(shown["Share"]) == ["50.0%", "> 99.9%", "-"]
    assert list(shown["Count"]) == ["1", "2,000", "3"]
    assert list(shown["Loss"]) == ["1", "0.00003", "0.333333"]
