"""Thumbnails, and the table in which their classes are corrected."""

from pathlib import PurePosixPath

from core.datasets.corrections import relabel
from core.datasets.deletion import undo_change
from core.datasets.store import read_data_set
from tests.widgets.app_helpers import click, rerun, run_app, texts
from widgets.train import thumbnails

NAME = "my-drawings"


def strip_page(data_set, samples, count):
    from widgets.train.thumbnails import show_strip

    show_strip(data_set, samples, count)


def table_page(shown):
    from core.datasets.store import read_data_set
    from widgets.train.thumbnails import correct_table

    data_set = read_data_set("my-drawings")
    samples = [sample for sample in data_set.samples if sample.label == shown["label"]]
    correct_table(data_set, samples, f"browse-{shown['label']}", shown.get("suggestions"))


def tick(app, *indices):
    for index in indices:
        app.checkbox[index].check()
    return rerun(app)


def ticked(app):
    return [checkbox.key for checkbox in app.checkbox if checkbox.value]


def test_the_first_few_are_shown_with_their_classes(drawings):
    app = run_app(strip_page, data_set=drawings, samples=list(drawings.samples), count=4)
    assert list(app.image[0].captions) == ["my house"] * 4
    assert "... and 14 more." in texts(app)


def test_names_fit_below_their_pictures(drawings):
    long = "Donaudampfschifffahrtsgesellschaftskapitän on deck"
    relabel(NAME, {sample.number: long for sample in drawings.samples if sample.label == "my house"})
    app = run_app(table_page, shown={"label": long})
    assert {len(caption) for image in app.image for caption in image.captions} == {32}
    assert app.image[0].captions[0].startswith("Donaudampfschifffahrts")
    assert long in app.image[0].proto.imgs[0].alt
    names = [PurePosixPath(sample.name) for sample in drawings.samples if sample.label == "my house"]
    assert [box.label for box in app.checkbox] == [name.stem[-14:] for name in names]


def test_a_picture_that_is_gone_is_left_out(drawings):
    drawings.path(drawings.samples[0]).unlink()
    app = run_app(strip_page, data_set=drawings, samples=list(drawings.samples[:3]), count=3)
    assert len(app.image[0].captions) == 2
    drawings.path(drawings.samples[5]).unlink()
    assert not run_app(strip_page, data_set=drawings, samples=[drawings.samples[5]], count=3).image


def test_ticked_pictures_are_moved_to_another_class(drawings):
    app = run_app(table_page, shown={"label": "my house"})
    assert "Tick pictures to move or to remove them." in texts(app)
    tick(app, 0, 2)
    assert "2 ticked." in texts(app)
    app.selectbox[0].set_value("my ladder")
    click(rerun(app), "Move")
    assert read_data_set(NAME).counts() == {"my house": 4, "my smiley face": 6, "my ladder": 8}
    assert ticked(app) == []


def test_ticked_pictures_are_removed_and_the_others_keep_their_place(drawings):
    app = run_app(table_page, shown={"label": "my house"})
    tick(app, 0, 2)
    gone = {drawings.samples[0].number, drawings.samples[2].number}
    click(app, "Remove the ticked ones")
    assert {sample.number for sample in drawings.samples} - gone == {
        sample.number for sample in read_data_set(NAME).samples
    }
    assert ticked(app) == []
    assert len(app.checkbox) == 4


def test_a_picture_that_was_ticked_just_before_the_click_counts(drawings):
    app = run_app(table_page, shown={"label": "my house"})
    tick(app, 0)
    app.checkbox[2].check()
    click(app, "Remove the ticked ones")
    assert read_data_set(NAME).counts()["my house"] == 4
    tick(app, 0)
    app.selectbox[0].set_value("my smiley face")
    rerun(app)
    app.selectbox[0].set_value("my ladder")
    click(app, "Move")
    assert read_data_set(NAME).counts() == {"my house": 3, "my smiley face": 6, "my ladder": 7}


def test_ticks_stay_with_their_pictures_whatever_happens_to_the_others(drawings):
    app = run_app(table_page, shown={"label": "my house"})
    tick(app, 3)
    (key,) = ticked(app)
    assert drawings.samples[3].sha256 in key
    relabel(NAME, {drawings.samples[0].number: None, drawings.samples[1].number: "my ladder"})
    assert ticked(rerun(app)) == [key]
    click(app, "Remove the ticked ones")
    assert drawings.samples[3] not in read_data_set(NAME).samples
    assert len(read_data_set(NAME).samples) == 16


def test_ticks_of_one_class_or_data_set_never_reach_another(drawings):
    shown = {"label": "my house"}
    app = run_app(table_page, shown=shown)
    tick(app, 0)
    shown["label"] = "my ladder"
    rerun(app)
    assert ticked(app) == []
    assert next(button for button in app.button if button.label == "Remove the ticked ones").disabled
    shown["label"] = "my house"
    assert len(ticked(rerun(app))) == 1


def test_all_pictures_can_be_paged_through(drawings, monkeypatch):
    monkeypatch.setattr(thumbnails, "_PER_PAGE", 4)
    app = run_app(table_page, shown={"label": "my house"})
    assert len(app.checkbox) == 4
    tick(app, 1)
    first = ticked(app)
    app.pagination[0].set_value(2)
    rerun(app)
    assert len(app.checkbox) == 2
    assert "1 ticked." in texts(app)
    tick(app, 0)
    assert "2 ticked." in texts(app)
    app.pagination[0].set_value(1)
    assert ticked(rerun(app)) == first
    click(app, "Remove the ticked ones")
    assert read_data_set(NAME).counts()["my house"] == 4


def test_pictures_that_come_meanwhile_leave_the_page_and_the_ticks_alone(drawings, monkeypatch):
    monkeypatch.setattr(thumbnails, "_PER_PAGE", 4)
    app = run_app(table_page, shown={"label": "my house"})
    app.pagination[0].set_value(2)
    rerun(app)
    tick(app, 0)
    before = ticked(app)
    relabel(NAME, {sample.number: "my house" for sample in drawings.samples if sample.label == "my ladder"})
    rerun(app)
    assert app.pagination[0].num_pages == 3
    assert app.pagination[0].value == 2
    assert ticked(app) == before


def test_a_refusal_is_one_sentence_and_nothing_is_changed(drawings, monkeypatch):
    # A tab may still show the button when the server has become a public demo.
    monkeypatch.setattr(thumbnails, "is_public", lambda: False)
    app = run_app(table_page, shown={"label": "my house"})
    tick(app, 0)
    monkeypatch.setenv("INKLING_PUBLIC", "1")
    click(app, "Remove the ticked ones")
    assert "Changing a data set is switched off here" in app.warning[0].value
    monkeypatch.delenv("INKLING_PUBLIC")
    assert read_data_set(NAME).counts() == drawings.counts()
    assert len(ticked(rerun(app))) == 1


def test_what_a_picture_looks_like_is_accepted_with_one_click(drawings):
    number = drawings.samples[1].number
    app = run_app(table_page, shown={"label": "my house", "suggestions": {number: "my ladder"}})
    assert [button.label for button in app.button].count("It is my ladder") == 1
    click(app, "It is my ladder")
    changed = {sample.number: sample.label for sample in read_data_set(NAME).samples}
    before = {sample.number: sample.label for sample in drawings.samples}
    assert changed == before | {number: "my ladder"}
    assert undo_change(NAME).samples == drawings.samples
