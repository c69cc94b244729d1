"""What to train and how."""

import pytest

from core.datasets.deletion import delete_data_set
from core.datasets.ingestion import from_path, ingest
from core.datasets.store import create_data_set
from core.training import runs
from core.training.runs import list_runs
from tests.core.drawn import drawn_data_set, pattern_zip
from tests.widgets.app_helpers import click, labelled, labels, rerun, run_app, texts
from widgets.shared.page_state import TRAIN_STATE

NAME = "my-drawings"


def page(name):
    from core.datasets.store import read_data_set
    from widgets.train.form import show_training_form

    show_training_form(read_data_set(name))


def leaving_page(shown):
    from core.datasets.store import read_data_set
    from widgets.train.form import show_training_form

    if shown["here"]:
        show_training_form(read_data_set(shown["here"]))


def come_back(app, shown, name=NAME):
    for here in ("", name):
        shown["here"] = here
        rerun(app)


def set_everything(app):
    labelled(app, "text_input", "Name of the network").set_value("Huts and ladders")
    labelled(app, "button_group", "Training effort").set_value("Careful")
    labelled(app, "radio", "Training method").set_value("tune")
    rerun(app)
    labelled(app, "text_input", "One-line description").set_value("Drawn by hand.")
    labelled(app, "select_slider", "Batch size").set_value(64)
    labelled(app, "slider", "Variations").set_value(7)
    labelled(app, "slider", "Held back for the test").set_value(30)
    labelled(app, "number_input", "Seed").set_value(42)
    rerun(app)


def settings(app):
    kinds = ("text_input", "button_group", "radio", "selectbox", "select_slider", "slider", "number_input")
    return {widget.label: widget.value for kind in kinds for widget in app.get(kind)}


@pytest.fixture
def started(monkeypatch):
    """Names of the started runs; a real worker would train."""
    names = []
    monkeypatch.setattr(runs, "start_worker", lambda module, folder: names.append(folder.name))
    return names


def test_one_click_trains_what_is_suggested(drawings, started):
    app = run_app(page, name=NAME)
    assert "These are 18 drawings of 3 classes." in texts(app)
    click(app, "Train")
    (name,) = started
    request = runs.read_run(name).request
    assert (request.data_set, request.title, request.backbone) == (NAME, "My drawings", "sketches-345")
    assert app.session_state[TRAIN_STATE].asked_run == name


def test_what_is_chosen_is_asked_for(drawings, started):
    app = run_app(page, name=NAME)
    labelled(app, "text_input", "Name of the network").set_value("Huts and ladders")
    labelled(app, "radio", "Training method").set_value("scratch")
    labelled(app, "number_input", "Seed").set_value(42)
    rerun(app)
    labelled(app, "slider", "Epochs").set_value(7)
    click(app, "Train")
    request = runs.read_run(started[0]).request
    assert (request.title, request.backbone, request.epochs, request.seed) == ("Huts and ladders", "", 7, 42)
    assert request.bundle == "huts-and-ladders"


def test_what_was_typed_just_before_the_click_is_asked_for(drawings, started):
    app = run_app(page, name=NAME)
    labelled(app, "text_input", "Name of the network").set_value("Huts")
    labelled(app, "text_input", "One-line description").set_value(" Drawn by hand. ")
    labelled(app, "slider", "Variations").set_value(3)
    labelled(app, "number_input", "Seed").set_value(42)
    click(app, "Train")
    request = runs.read_run(started[0]).request
    assert (request.title, request.description) == ("Huts", "Drawn by hand.")
    assert (request.augmentations, request.seed) == (3, 42)


def test_what_is_set_stays_when_the_page_is_left_until_the_training_is_started(drawings, started, tmp_path):
    other = drawn_data_set(tmp_path, each=4)
    shown = {"here": NAME}
    app = run_app(leaving_page, shown=shown)
    suggested = settings(app)
    set_everything(app)
    wanted = settings(app)
    assert (wanted["Name of the network"], wanted["Variations"], wanted["Seed"]) == (
        "Huts and ladders",
        7,
        42,
    )
    come_back(app, shown, other.name)
    assert settings(app) == suggested | {"Name of the network": other.title}
    come_back(app, shown)
    assert settings(app) == wanted
    click(app, "Train")
    request = runs.read_run(started[0]).request
    assert (request.title, request.strategy, request.backbone) == ("Huts and ladders", "tune", "sketches-345")
    assert (request.description, request.batch_size, request.augmentations) == ("Drawn by hand.", 64, 7)
    come_back(app, shown)
    assert settings(app) == suggested


def test_what_is_suggested_for_more_pictures_is_not_held_back_by_an_earlier_suggestion(tmp_path):
    few = pattern_zip(tmp_path / "few.zip", each=4)
    photos = ingest(create_data_set("Patterns", "photo"), from_path(few))
    shown = {"here": photos.name}
    app = run_app(leaving_page, shown=shown)
    assert labelled(app, "slider", "Variations").value == 2
    ingest(photos, from_path(pattern_zip(tmp_path / "many.zip", each=20, seed=2)))
    come_back(app, shown, photos.name)
    assert labelled(app, "slider", "Variations").value == 1


def test_what_another_tab_has_deleted_is_not_trained_on(drawings, started):
    def page_of_what_is_there(name):
        from contextlib import suppress

        from core.datasets.store import read_data_set
        from core.errors import UnknownDataSet
        from widgets.train.form import show_training_form

        with suppress(UnknownDataSet):
            show_training_form(read_data_set(name))

    app = run_app(page_of_what_is_there, name=NAME)
    delete_data_set(NAME)
    click(app, "Train")
    assert started == []


def test_a_training_that_another_tab_has_started_is_not_started_again(drawings, started):
    first, second = run_app(page, name=NAME), run_app(page, name=NAME)
    click(first, "Train")
    click(second, "Train")
    assert len(started) == 1


@pytest.mark.parametrize(
    ("strategy", "knobs"),
    [
        ("head", {"Variations"}),
        ("tune", {"Variations", "Batch size", "Held back for the test"}),
        ("scratch", {"Epochs", "Learning rate", "Batch size", "Held back for the test"}),
    ],
)
def test_only_what_has_an_effect_is_asked(drawings, strategy, knobs):
    app = run_app(page, name=NAME)
    labelled(app, "radio", "Training method").set_value(strategy)
    rerun(app)
    assert knobs == {slider.label for kind in ("slider", "select_slider") for slider in app.get(kind)}
    assert labelled(app, "button_group", "Training effort").disabled == (strategy == "scratch")


def test_more_effort_looks_at_more_variations(drawings):
    app = run_app(page, name=NAME)
    seen = []
    for effort in ("Quick", "Normal", "Careful"):
        labelled(app, "button_group", "Training effort").set_value(effort)
        rerun(app)
        seen.append(labelled(app, "slider", "Variations").value)
    assert seen == sorted(set(seen))


def test_a_data_set_that_cannot_be_trained_on_sends_to_what_says_why(tmp_path):
    drawn_data_set(tmp_path, each=2)
    app = run_app(page, name=NAME)
    assert app.info[0].value == "Before you can train, see **2. Check your data**."
    assert labels(app) == []


def test_a_refusal_is_one_sentence(drawings, started, monkeypatch):
    app = run_app(page, name=NAME)
    monkeypatch.setenv("INKLING_PUBLIC", "1")
    click(app, "Train")
    assert "Training is switched off here" in app.warning[0].value
    assert started == []
    assert len(list_runs()) == 2
