"""The Train and Photo pages without a browser, in every state that a run can leave them in."""

import os
import shutil
import sys
import time

import pytest
from streamlit.testing.v1 import AppTest

from core.datasets.deletion import delete_data_set
from core.datasets.ingestion import add_drawing
from core.datasets.store import create_data_set, read_data_set
from core.jobs.process import stop_request, update_state
from core.storage.paths import home
from core.training import runs
from core.training.runs import list_runs, read_run, start_run
from tests.conftest import ROOT
from tests.core.drawn import drawn_data_set, pattern_zip
from tests.core.training_helpers import small_request, trained, wait_for
from tests.widgets.app_helpers import html
from widgets.shared.widget_keys import DataSetKey, DrawKey, TrainKey
from widgets.train import checks, imports

TRAIN, PHOTO, DRAW = "pages/train.py", "pages/photo.py", "pages/draw.py"


def opened(page=TRAIN):
    app = AppTest.from_file(ROOT / page, default_timeout=60).run()
    assert not app.exception, app.exception
    return app


def texts(app):
    kinds = ("info", "warning", "error", "success", "caption", "markdown", "header")
    return " | ".join(str(each.value) for kind in kinds for each in app.get(kind))


def button(app, label):
    return next(each for each in app.button if each.label == label)


def test_at_first_it_says_what_to_do():
    app = opened()
    assert "20 of each are a good start" in texts(app)
    assert "3. Train" not in texts(app)


def test_a_damaged_data_set_is_told_of_and_the_others_are_shown(tmp_path):
    damaged = drawn_data_set(tmp_path, each=1)
    (damaged.folder / "dataset.json").write_text("{")
    good = drawn_data_set(tmp_path, each=3)
    app = opened()
    assert f'The data set "{damaged.name}" is left out because its list is damaged' in texts(app)
    assert app.selectbox(key=TrainKey.DATA_SET).value == good.name


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a name must be text")
@pytest.mark.parametrize("sound", [True, False])
def test_a_data_set_whose_folder_is_no_text_is_told_of_and_the_others_are_shown(tmp_path, sound):
    strange, good = drawn_data_set(tmp_path, each=1), drawn_data_set(tmp_path, each=3)
    if not sound:
        (strange.folder / "dataset.json").write_text("{")
    strange.folder.rename(strange.folder.with_name(os.fsdecode(b"caf\xe9")))
    app = opened()
    assert r"caf\udce9" in texts(app)
    assert app.selectbox(key=TrainKey.DATA_SET).value == good.name


def test_a_public_demo_says_so_and_offers_nothing(monkeypatch):
    monkeypatch.setenv("INKLING_PUBLIC", "1")
    app = opened()
    assert "this Inkling is shared" in texts(app)
    assert not app.button


def test_a_class_that_may_teach_sees_no_button_that_is_switched_off_here(monkeypatch):
    shutil.copytree(ROOT / "tests/home_of_version_0_1", home(), dirs_exist_ok=True)
    deleted = create_data_set("Deleted", "photo")
    delete_data_set(deleted.name)
    drawings = read_data_set("my-drawings")
    add_drawing(drawings, drawings.read(drawings.samples[0]), drawings.samples[-1].label)

    def shown():
        app = opened()
        app.segmented_control(key=TrainKey.VIEW).set_value("Export").run()
        return {each.label for each in (*app.button, *app.expander)}

    private = shown()
    monkeypatch.setenv("INKLING_PUBLIC", "1")
    monkeypatch.setenv("INKLING_TEACHING", "1")
    public = shown()
    kept = {"Look through the pictures", "Prepare Keras", "Prepare ONNX", "Prepare TensorFlow Serving"}
    assert public == {*kept, "Show them", "Resume", "Download"}
    # All others change, remove or import something, or are panels that hold only such buttons.
    assert private - public == {
        "Bring it back",
        "Delete",
        "Delete it for good",
        "Deleted data sets",
        "Discard it",
        "Import a network",
        "Move",
        "Remove class",
        "Remove it",
        "Remove the ticked ones",
        "Rename",
        "Rename, remove, download",
        "Undo: remove this drawing",
    }


def test_a_zip_that_is_dropped_becomes_a_data_set_and_is_shown(tmp_path, imports_here):
    app = opened()
    app.session_state[TrainKey.SOURCE] = "zip"
    app.run()
    data = pattern_zip(tmp_path / "a.zip", each=6).read_bytes()
    app.file_uploader[0].set_value(("patterns.zip", data, "application/zip")).run()
    button(app, "Import").click().run()
    assert not app.exception
    assert "18 of 18 pictures were imported" in texts(app)
    assert app.selectbox(key=TrainKey.DATA_SET).value == "patterns"
    assert read_data_set("patterns").counts() == {"dots": 6, "plain": 6, "stripes": 6}


def test_a_sick_data_set_shows_findings_and_no_button(tmp_path):
    drawn_data_set(tmp_path, each=2)
    app = opened()
    # The finding appears once, before everything else about the data.
    assert texts(app).count("Add at least 1 more") == 1
    # Nothing is wrong with them: there are only too few.
    assert not app.error
    assert "Train" not in [each.label for each in app.button]


def test_one_click_trains_and_the_result_is_shown(tmp_path):
    drawn_data_set(tmp_path, each=5)
    app = opened()
    button(app, "Train").click().run()
    assert not app.exception
    until = time.monotonic() + 60
    while "had never seen" not in texts(app):
        assert time.monotonic() < until, texts(app)
        time.sleep(0.2)
        app.run()
    assert "You can use it now on the Draw page" in texts(app)
    for view in ("Mistakes", "Suspicious labels", "Curves", "Export", "Overview"):
        app.session_state[TrainKey.VIEW] = view
        app.run()
        assert not app.exception, view
    draw = opened(DRAW)
    draw.session_state[DrawKey.TASK] = "own drawings"
    draw.run()
    assert not draw.exception
    assert "Draw something that you have taught." in html(draw)


def test_a_click_on_train_is_on_disk_before_the_page_does_what_takes_long(tmp_path, monkeypatch):
    monkeypatch.setattr(runs, "start_worker", lambda module, folder: None)
    drawn_data_set(tmp_path, each=10)
    app = opened()
    listed = []

    def gone(data_set):
        """Ends the run of the page here, as a reload would."""
        listed.append(len(list_runs()))
        raise ConnectionError

    monkeypatch.setattr(checks, "show_checks", gone)
    monkeypatch.setattr(imports, "show_imports", lambda *_, **__: gone(None))
    button(app, "Train").click().run()
    assert listed
    assert set(listed) == {1}


def test_what_is_done_to_the_chosen_data_set_never_reaches_a_newer_one(tmp_path, monkeypatch):
    started = []
    # A real worker would train.
    monkeypatch.setattr(runs, "start_worker", lambda module, folder: started.append(folder.name))
    chosen, newest = (drawn_data_set(tmp_path, each=6, seed=seed) for seed in (1, 2))
    app = opened()
    app.selectbox(key=TrainKey.DATA_SET).set_value(chosen.name).run()
    app.checkbox[0].check().run()
    button(app, "Remove the ticked ones").click().run()
    assert not app.exception
    assert app.selectbox(key=TrainKey.DATA_SET).value == chosen.name
    assert len(read_data_set(chosen.name).samples) == len(chosen.samples) - 1
    button(app, "Train").click().run()
    assert read_run(started[0]).request.data_set == chosen.name
    button(app, "Remove class").click().run()
    assert len(read_data_set(chosen.name).classes) == 2
    button(app, "Undo this change").click().run()
    assert len(read_data_set(chosen.name).classes) == 3
    assert read_data_set(newest.name) == newest
    assert app.selectbox(key=TrainKey.DATA_SET).value == chosen.name


def test_an_interrupted_run_goes_on_with_one_click(tmp_path, trains_here):
    run = start_run(small_request(tmp_path))
    wait_for(run.name)
    update_state(run.folder, status="running", started=0)
    wait_for(run.name, "interrupted")  # The worker has reported that it is done, but may still be running.
    app = opened()
    assert "was interrupted" in texts(app)
    button(app, "Resume").click().run()
    assert not app.exception
    assert wait_for(run.name).status == "done"


def test_a_failed_run_says_why_and_can_be_tried_again(tmp_path, trains_here):
    run = trained(tmp_path)
    update_state(run.folder, status="failed", message="The disk is full; nothing was lost.")
    app = opened()
    assert "The disk is full" in texts(app)
    assert button(app, "Try again")


def test_a_running_run_shows_progress_and_its_buttons():
    shutil.copytree(ROOT / "tests" / "home_of_version_0_1", home())
    run = next(run for run in list_runs() if run.status == "interrupted")
    # The state as written by a worker that has just begun.
    now = {"status": "running", "started": time.time(), "created": time.time()}
    update_state(run.folder, **now, phase="Learning", done=3, total=40)
    app = opened()
    assert app.get("progress")[0].proto.text == "Learning: 3 of 40"
    assert "had never seen" not in texts(app)
    button(app, "Stop and keep the best so far").click().run()
    assert not app.exception
    assert stop_request(run.folder) == "keep"


def test_a_data_set_that_is_gone_leaves_the_result(tmp_path, trains_here):
    run = trained(tmp_path)
    delete_data_set(run.request.data_set)
    app = opened()
    assert "had never seen" not in texts(app)
    app.selectbox(key=DataSetKey.RUN.of("", "")).set_value(run.name).run()
    judged = f"Each of {run.outcome.images} pictures was judged by a network that had never seen it"
    assert judged in texts(app)
    app.session_state[TrainKey.VIEW] = "Mistakes"
    app.run()
    assert not app.exception
    assert "The data set is no longer there, so its pictures cannot be shown." in texts(app)
    assert not app.image


def test_the_photo_page_without_and_with_a_network():
    app = opened(PHOTO)
    assert texts(app)


def test_a_training_that_cannot_be_read_is_a_sentence(tmp_path):
    request = home() / "runs" / "damaged" / "request.json"
    request.parent.mkdir(parents=True)
    request.write_text('{"epochs": -1}')
    assert "The training damaged cannot be read" in texts(opened())
