"""Small pictures, and the table in which their classes are corrected."""

from core.datasets.store import read_data_set
from tests.widgets.app_helpers import click, labels, rerun, run_app, texts


def strip_page(data_set, samples, count):
    from widgets.train.thumbnails import show_strip

    show_strip(data_set, samples, count)


def table_page(shown):
    from core.datasets.store import read_data_set
    from widgets.train.thumbnails import correct_table

    data_set = read_data_set("my-drawings")
    samples = [sample for sample in data_set.samples if sample.label == shown["label"]]
    correct_table(data_set, samples, "browse", shown.get("suggestions"))


def edit(app, **edited_rows):
    """Edits cells of the table, as the browser reports it."""
    rows = {int(row.removeprefix("row")): change for row, change in edited_rows.items()}
    key = app.data_editor[0].key
    app.session_state[key] = {"edited_rows": rows, "added_rows": [], "deleted_rows": []}
    return rerun(app)


def test_the_first_few_are_shown_with_their_classes(drawings):
    app = run_app(strip_page, data_set=drawings, samples=list(drawings.samples), count=4)
    assert list(app.image[0].captions) == ["my house"] * 4
    assert "... and 14 more." in texts(app)


def test_a_picture_that_is_gone_is_left_out(drawings):
    drawings.path(drawings.samples[0]).unlink()
    app = run_app(strip_page, data_set=drawings, samples=list(drawings.samples[:3]), count=3)
    assert len(app.image[0].captions) == 2
    drawings.path(drawings.samples[5]).unlink()
    assert not run_app(strip_page, data_set=drawings, samples=[drawings.samples[5]], count=3).image


def test_classes_are_changed_and_pictures_removed_with_one_click(drawings):
    app = run_app(table_page, shown={"label": "my house"})
    assert labels(app) == ["Change classes above, or tick what to remove"]
    edit(app, row0={"class": "my ladder"}, row2={"remove": True})
    click(app, "Change 2")
    assert read_data_set("my-drawings").counts() == {"my house": 4, "my smiley face": 6, "my ladder": 7}
    assert labels(app) == ["Change classes above, or tick what to remove"]


def test_edits_of_one_class_never_reach_the_pictures_of_another(drawings):
    # Six rows each: Streamlit would take them for the same table.
    shown = {"label": "my house"}
    app = run_app(table_page, shown=shown)
    edit(app, row0={"remove": True})
    assert labels(app) == ["Change 1"]
    shown["label"] = "my ladder"
    rerun(app)
    assert labels(app) == ["Change classes above, or tick what to remove"]


def test_a_refusal_is_one_sentence_and_nothing_is_changed(drawings, monkeypatch):
    app = run_app(table_page, shown={"label": "my house"})
    edit(app, row0={"remove": True})
    monkeypatch.setenv("INKLING_PUBLIC", "1")
    click(app, "Change 1")
    assert "Changing a data set is switched off here" in app.warning[0].value
    monkeypatch.delenv("INKLING_PUBLIC")
    assert read_data_set("my-drawings").counts() == drawings.counts()


def test_what_a_picture_looks_like_stands_beside_it(drawings):
    number = drawings.samples[1].number
    app = run_app(table_page, shown={"label": "my house", "suggestions": {number: "my ladder"}})
    assert list(app.data_editor[0].value["looks like"])[:3] == ["", "my ladder", ""]
