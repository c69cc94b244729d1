"""Imports on the page: progress and Cancel while they run, then what was imported, what was not, and Undo."""

import time
import zipfile

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from core.datasets import picture_imports
from core.datasets.corrections import remove_class
from core.datasets.deletion import deleted_data_sets
from core.datasets.import_records import ImportRequest
from core.datasets.picture_imports import read_imports, start_import
from core.datasets.store import data_sets, read_data_set
from core.jobs.process import update_state
from tests.core.drawn import pattern, pattern_zip
from tests.core.pictures_for_tests import file_of
from tests.widgets.app_helpers import click, labels, rerun, run_app, texts
from widgets.shared.page_state import TRAIN_STATE, TrainState


def page(name):
    import streamlit as st

    from core.datasets.store import data_sets
    from widgets.train.imports import follow_import, show_imports

    follow_import()
    shown = next((one for one in data_sets() if one.name == name), None)
    st.caption(f"reported: {show_imports(shown, st.session_state.get('way-in', 'zip'))}")


def taken_in(path, **changes):
    return start_import(ImportRequest(path.name, path.stem, str(path), **changes))


def waiting(tmp_path, monkeypatch):
    """Starts an import whose worker has not begun."""
    monkeypatch.setattr(picture_imports, "start_worker", lambda module, folder: None)
    return taken_in(pattern_zip(tmp_path / "toys.zip", each=2))


def test_all_that_went_in_is_green_and_said_by_class(tmp_path, imports_here):
    taken_in(pattern_zip(tmp_path / "toys.zip", each=2))
    app = run_app(page, name="toys")
    assert app.success[0].value == "toys.zip: 6 of 6 pictures were imported."
    assert "What was imported: dots (2), plain (2), stripes (2)" in texts(app)
    assert not app.expander
    click(app, "OK")
    assert read_imports()[0] == []
    assert len(read_data_set("toys").samples) == 6


def test_in_a_public_demo_only_the_tab_that_imported_sees_the_report_and_nobody_undoes_it(
    tmp_path, imports_here, monkeypatch
):
    name = taken_in(pattern_zip(tmp_path / "toys.zip", each=2)).name
    assert "Undo the import: remove this data set" in labels(run_app(page, name="toys"))
    monkeypatch.setenv("INKLING_PUBLIC", "1")
    monkeypatch.setenv("INKLING_TEACHING", "1")
    app = run_app(page, name="toys")
    assert (list(app.success), labels(app)) == ([], [])
    app.session_state[TRAIN_STATE] = TrainState(own_imports=[name])
    rerun(app)
    assert "6 of 6 pictures were imported" in app.success[0].value
    assert labels(app) == ["OK"]


def test_what_was_left_out_is_yellow_grouped_and_named(tmp_path, imports_here):
    generator = np.random.default_rng(1)
    with zipfile.ZipFile(tmp_path / "toys.zip", "w") as archive:
        for label in ("dots", "stripes"):
            archive.writestr(f"{label}/1.jpg", file_of(pattern(label, generator), "JPEG"))
            for number in range(3):
                archive.writestr(f"{label}/bad {number}.jpg", b"milk")
    taken_in(tmp_path / "toys.zip")
    app = run_app(page, name="toys")
    assert not app.success
    assert "2 of 8 pictures were imported. 6 were left out." in app.warning[0].value
    (details,) = [expander for expander in app.expander if expander.label == "What was left out, and why"]
    assert "6 files" in details.markdown[0].value
    assert all(
        f"{label}/bad {n}.jpg" in details.text[0].value for label in ("dots", "stripes") for n in "012"
    )


def test_names_that_became_one_class_are_said_beside_what_went_in(tmp_path, imports_here):
    generator = np.random.default_rng(1)
    with zipfile.ZipFile(tmp_path / "toys.zip", "w") as archive:
        for label in ("Caf\u00e9 bar", "Caf\u00e9  bar", "dots"):
            archive.writestr(f"{label}/1.jpg", file_of(pattern("dots", generator), "JPEG"))
    taken_in(tmp_path / "toys.zip")
    app = run_app(page, name="toys")
    assert "What was imported: Caf\u00e9 bar (2), dots (1)" in texts(app)
    assert "several ways were merged: Caf\u00e9 bar (2 ways)." in texts(app)
    assert app.success


def test_what_an_earlier_import_brought_is_said_no_longer(tmp_path, imports_here, monkeypatch):
    taken_in(pattern_zip(tmp_path / "toys.zip", each=2))
    assert run_app(page, name="toys").success
    started = waiting(tmp_path, monkeypatch)
    update_state(started.folder, created=time.time() + 1)
    app = run_app(page, name="toys")
    assert not app.success
    update_state(started.folder, status="failed", message="It is damaged.")
    app = run_app(page, name="toys")
    assert not app.success
    assert "It is damaged." in app.error[0].value


def test_of_two_that_came_in_at_once_each_tab_is_told_of_its_own(tmp_path, imports_here):
    own = taken_in(pattern_zip(tmp_path / "toys.zip", each=2))
    others = taken_in(pattern_zip(tmp_path / "tools.zip", each=2))
    update_state(others.folder, created=time.time() + 1)
    assert not run_app(page, name="toys").success
    app = AppTest.from_function(page, default_timeout=60, kwargs={"name": "toys"})
    app.session_state[TRAIN_STATE] = TrainState(awaited_import=own.name)
    rerun(app)
    assert app.success[0].value == "toys.zip: 6 of 6 pictures were imported."
    rerun(app)
    assert app.success
    assert not app.query_params


def test_none_that_went_in_is_red_with_the_names(tmp_path, imports_here):
    with zipfile.ZipFile(tmp_path / "toys.zip", "w") as archive:
        archive.writestr("a/1.jpg", b"milk")
        archive.writestr("b/2.jpg", b"milk")
    taken_in(tmp_path / "toys.zip")
    app = run_app(page, name="")
    assert "No picture could be imported" in app.error[0].value
    assert "a/1.jpg" in app.expander[0].text[0].value
    click(app, "Dismiss")
    assert not rerun(app).error


def test_what_was_refused_is_said_in_its_own_tab_and_way_in_and_nowhere_else(tmp_path, imports_here):
    for name, way_in in (("toys.zip", "folder"), ("sorted.zip", "")):
        (tmp_path / name).write_bytes(b"no zip")
        one = taken_in(tmp_path / name, way_in=way_in)
        if way_in:
            ours = one.name
    app = run_app(page, name="")
    # The result of an import that came from no tab is shown in every tab.
    assert [error.value.partition(":")[0] for error in app.error] == ["sorted.zip"]
    app.session_state[TRAIN_STATE].awaited_import = ours
    assert len(rerun(app).error) == 1
    app.session_state["way-in"] = "folder"
    assert len(rerun(app).error) == 2
    # A reload begins a new session with the tab's address; another tab has another address.
    reloaded = AppTest.from_function(page, default_timeout=60, kwargs={"name": ""})
    reloaded.query_params["own"] = [ours, "no such import"]
    other = AppTest.from_function(page, default_timeout=60, kwargs={"name": ""})
    for tab, count in ((reloaded, 2), (other, 1)):
        tab.session_state["way-in"] = "folder"
        assert len(tab.run().error) == count
    for _ in range(2):
        click(reloaded, "Dismiss")
    assert not reloaded.error
    assert not reloaded.query_params.get("own")
    assert not other.run().error


def test_an_import_is_undone_with_one_click(tmp_path, imports_here):
    taken_in(pattern_zip(tmp_path / "toys.zip", each=2))
    taken_in(pattern_zip(tmp_path / "more.zip", each=3, seed=2), data_set="toys")
    app = run_app(page, name="toys")
    assert "more.zip: 9 of 9 pictures were imported." in app.success[0].value
    click(app, 'Undo the import: remove 9 pictures of "toys"')
    assert read_data_set("toys").counts() == {"dots": 2, "plain": 2, "stripes": 2}
    assert "more.zip" not in texts(app)


def test_only_the_import_that_is_shown_is_undone(tmp_path, imports_here):
    taken_in(pattern_zip(tmp_path / "toys.zip", each=2))
    app = run_app(page, name="toys")
    # As if another tab had changed the data set.
    remove_class("toys", "dots")
    click(app, "Undo the import: remove this data set")
    assert read_data_set("toys").counts() == {"plain": 2, "stripes": 2}
    assert deleted_data_sets() == []


def test_undoing_the_import_that_made_a_data_set_deletes_it(tmp_path, imports_here):
    taken_in(pattern_zip(tmp_path / "toys.zip", each=2))
    app = run_app(page, name="toys")
    click(app, "Undo the import: remove this data set")
    assert data_sets() == []
    assert [data_set.title for data_set in deleted_data_sets()] == ["toys"]


def test_where_it_is_not_sure_what_they_are_it_asks(tmp_path, imports_here):
    y, x = np.mgrid[:200, :200]
    with zipfile.ZipFile(tmp_path / "balls.zip", "w") as archive:
        for label, radius in (("small", 60), ("large", 70)):
            for number in range(3):
                ball = np.hypot(x - 100, y - 100 - number) < radius
                grey = np.where(ball, 40 + 0.5 * x + 0.25 * y, 255).astype(np.uint8)
                archive.writestr(f"{label}/{number}.png", file_of(grey))
    taken_in(tmp_path / "balls.zip")
    app = run_app(page, name="balls")
    assert "that is not certain" in app.info[0].value
    click(app, "They are photos")
    assert read_data_set("balls").kind == "photo"
    assert not app.info
    assert "Undo the import: remove this data set" in labels(app)


def test_the_data_set_of_the_import_that_is_awaited_is_shown_next(tmp_path, imports_here):
    started = taken_in(pattern_zip(tmp_path / "toys.zip", each=2))
    app = run_app(page, name="")
    app.session_state[TRAIN_STATE] = TrainState(awaited_import=started.name)
    rerun(app)
    state = app.session_state[TRAIN_STATE]
    assert (state.next_data_set, state.awaited_import) == ("toys", "")
    state.awaited_import = "gone"
    rerun(app)
    assert app.session_state[TRAIN_STATE].awaited_import == ""


def test_one_that_goes_on_shows_how_far_it_is_and_can_be_cancelled(tmp_path, monkeypatch):
    started = waiting(tmp_path, monkeypatch)
    update_state(started.folder, status="waiting", phase="Reading the pictures", done=2, total=6)
    update_state(started.folder, started=time.time())
    app = run_app(page, name="")
    assert labels(app) == ["Cancel"]
    click(app, "Cancel")
    assert (started.folder / "stop").read_text() == "discard"


@pytest.mark.parametrize("answer", ["Resume", "Discard it"])
def test_one_that_was_interrupted_goes_on_or_is_thrown_away(tmp_path, monkeypatch, answer, request):
    started = waiting(tmp_path, monkeypatch)
    update_state(started.folder, status="running", started=0)
    request.getfixturevalue("imports_here")
    app = run_app(page, name="")
    assert "was interrupted. Nothing has been added to a data set yet." in app.warning[0].value
    click(app, answer)
    assert [data_set.name for data_set in data_sets()] == (["toys"] if answer == "Resume" else [])
    assert "interrupted" not in texts(app)


def test_one_that_was_interrupted_after_all_was_added_says_so(tmp_path, imports_here):
    done = taken_in(pattern_zip(tmp_path / "toys.zip", each=2))
    update_state(done.folder, status="running", started=0)
    app = run_app(page, name="")
    assert "was interrupted. Its pictures have been added." in app.warning[0].value


def test_one_that_cannot_be_read_is_told_and_dismissed(tmp_path, monkeypatch):
    started = waiting(tmp_path, monkeypatch)
    update_state(started.folder, status="failed")
    (started.folder / "request.json").write_text("{")
    app = run_app(page, name="")
    assert "cannot be read; dismiss it" in app.warning[0].value
    click(app, "Dismiss")
    assert not app.warning


def test_imports_that_the_address_names_and_that_are_not_here_are_said(tmp_path, imports_here):
    def addressed():
        from core.datasets.picture_imports import forget_import, read_imports
        from widgets.train.imports import follow_import, show_imports

        follow_import()
        show_imports(None, "zip")
        for one in read_imports()[0]:
            forget_import(one.name)

    known = taken_in(pattern_zip(tmp_path / "toys.zip"))
    app = AppTest.from_function(addressed, default_timeout=60)
    app.query_params.update({"import": "nobody", "own": ["nothing", known.name]})
    for _ in range(2):
        assert [info.value for info in rerun(app).info] == [
            'This address names "nobody" and "nothing", but no import here has such a name: perhaps '
            "dismissed, or on another computer."
        ]


def test_a_dismissed_import_is_not_missed_where_the_browser_still_has_the_old_address(tmp_path, imports_here):
    (tmp_path / "damaged.zip").write_bytes(b"no")
    own = taken_in(tmp_path / "damaged.zip", way_in="zip").name
    app = AppTest.from_function(page, default_timeout=60, kwargs={"name": ""})
    app.query_params["own"] = own
    click(rerun(app), "Dismiss")
    app.query_params["own"] = own
    assert not rerun(app).info
    assert "own" not in app.query_params
