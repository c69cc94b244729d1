"""The numbers behind a chart."""

from tests.widgets.app_helpers import run_app


def page():
    import pandas as pd

    from widgets.shared.numbers import show_numbers

    show_numbers(pd.DataFrame({"Share": [0.5, 0.25], "Count": [1, 2]}), shares=("Share",))


def test_they_are_closed_at_first_and_shares_are_in_percent():
    app = run_app(page)
    (closed,) = app.expander
    assert (closed.label, closed.proto.expanded) == ("Show the numbers", False)
    assert list(app.dataframe[0].value["Share"]) == [0.5, 0.25]
    assert '"percent"' in app.dataframe[0].proto.columns
