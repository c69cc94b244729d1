"""Photos that are handed over to the Train page: by the click itself, once, whatever is clicked meanwhile."""

import threading

import pytest

from core.datasets import picture_imports
from core.datasets.picture_imports import cancel_import, read_import, read_imports
from core.datasets.pseudo_labels import import_sorted
from core.datasets.store import data_sets
from core.errors import DiskFull
from core.workers import take_in
from tests.widgets.app_helpers import labelled, rerun, texts
from tests.widgets.photo.test_table import finished
from widgets.photo import handing_over
from widgets.shared.page_state import PHOTO_STATE, TRAIN_STATE
from widgets.shared.widget_keys import PhotoKey

TEACH = "Teach a network with these"


def visited(shown, networks):
    from tests.widgets.photo.test_table import page
    from widgets.shared.page_state import address_state

    address_state().visit.begin_run(shown.get("page", "photo"))
    if "page" not in shown:
        page(shown, networks)


@pytest.fixture
def networks(classifiers):
    return [classifiers["things-1000"]]


def test_photos_become_a_data_set_for_the_train_page(networks, imports_here):
    app, _ = finished(networks)
    # This small app has no other page to switch to.
    labelled(app, "button", TEACH).click().run()
    (data_set,) = data_sets()
    outcome = read_import(app.session_state[TRAIN_STATE].awaited_import).outcome
    assert (outcome.data_set, outcome.count) == (data_set.name, len(data_set.samples))
    assert outcome.count > 0


def test_the_page_says_how_many_photos_are_left_out(networks, imports_here):
    app, _ = finished(networks)
    rows = app.session_state[PHOTO_STATE].batch.batch.rows
    sure = sum(row.verdicts[0] is not None and row.verdicts[0].answer is not None for row in rows)
    assert 0 < sure < len(rows)
    assert f'"{TEACH}" takes {sure} of {len(rows)} photos: those that' in texts(app)
    labelled(app, "button", TEACH).click().run()
    assert len(data_sets()[0].samples) == sure


def test_what_was_chosen_just_before_the_click_counts(networks, imports_here):
    app, _ = finished(networks)
    app.text_input(key=PhotoKey.SEARCH).set_value("cat")
    labelled(app, "button", TEACH).click().run()
    (data_set,) = data_sets()
    assert len(data_set.samples) == 1


def test_leaving_the_page_meanwhile_neither_stops_it_nor_starts_it_again(networks, imports_here, monkeypatch):
    may_go_on, started = threading.Event(), []

    def slowly(*arguments):
        started.append(1)
        assert may_go_on.wait(60)
        return import_sorted(*arguments)

    monkeypatch.setattr(handing_over, "import_sorted", slowly)
    # The run of the page ends before the photos are copied, as when the person goes elsewhere.
    monkeypatch.setattr("widgets.photo.table.follow_hand_over", lambda done: None)
    app, _ = finished(networks)
    for _ in range(2):
        labelled(app, "button", TEACH).click().run()
    assert len(started) == 1
    may_go_on.set()
    name = app.session_state[PHOTO_STATE].handed_over.future.result(60)
    assert app.session_state[TRAIN_STATE].awaited_import == name
    assert len(data_sets()) == len(read_imports()[0]) == 1


def test_a_refusal_stays_until_the_next_click(networks, monkeypatch):
    def full(*arguments):
        raise DiskFull("The disk is full. Make room. Received: 0 bytes free")

    app, _ = finished(networks)
    monkeypatch.setattr(handing_over, "import_sorted", full)
    labelled(app, "button", TEACH).click().run()
    for _ in range(2):
        assert "The disk is full. Make room." in texts(app)
        rerun(app)


@pytest.mark.parametrize("is_done_meanwhile", [True, False])
def test_coming_back_to_the_page_leads_nowhere_else(networks, imports_here, monkeypatch, is_done_meanwhile):
    may_go_on = threading.Event()

    def slowly(*arguments):
        assert may_go_on.wait(60)
        return import_sorted(*arguments)

    app, shown = finished(networks, page=visited)
    with monkeypatch.context() as away:
        away.setattr(handing_over, "import_sorted", slowly)
        # The run of the page ends before the photos are copied, as the person goes elsewhere.
        away.setattr("widgets.photo.table.follow_hand_over", lambda done: None)
        labelled(app, "button", TEACH).click().run()
        shown["page"] = "train"
        rerun(app)
    del shown["page"]
    if is_done_meanwhile:
        may_go_on.set()
        app.session_state[PHOTO_STATE].handed_over.future.result(60)
    else:
        monkeypatch.setattr(handing_over, "wait", lambda *_: may_go_on.set())
    for _ in range(2):
        # The Train page, which this small app does not have, would raise.
        assert "A data set was made of these photos: it is on the Train page." in texts(rerun(app))
    shown["page"] = "train"
    rerun(app)
    del shown["page"]
    # By now, the person may have undone it there.
    assert "A data set was made" not in texts(rerun(app))
    # A click of this visit leads there again.
    assert labelled(app, "button", TEACH).click().run().exception


def test_a_data_set_is_called_made_only_once_it_is(networks, monkeypatch):
    app, shown = finished(networks, page=visited)
    waiting = []
    with monkeypatch.context() as away:
        # The worker has not begun when the person comes back.
        away.setattr(picture_imports, "start_worker", lambda module, folder: waiting.append(folder))
        away.setattr("widgets.photo.table.follow_hand_over", lambda done: None)
        labelled(app, "button", TEACH).click().run()
        name = app.session_state[PHOTO_STATE].handed_over.future.result(60)
    come_back(app, shown)
    assert "A data set is being made of these photos: the Train page shows how far it is." in texts(app)
    cancel_import(name)
    take_in.main(waiting[0])
    assert "No data set was made of these photos." in texts(come_back(app, shown))
    assert "No data set" not in texts(come_back(app, shown))


def come_back(app, shown):
    shown["page"] = "train"
    rerun(app)
    del shown["page"]
    return rerun(app)
