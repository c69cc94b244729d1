"""How good a trained network is, where it errs, and the ways to save it."""

import shutil
from datetime import datetime

import pandas as pd
import pytest

from core.bundles.library import delete_bundle
from core.jobs.process import read_state, update_state
from core.presentation.markdown import escape_markdown
from core.presentation.training_charts import shares_chart
from core.training import runs
from core.training.results import ANSWERS_FILE, answers_of
from core.training.runs import list_runs
from tests.widgets.app_helpers import click, labels, rerun, run_app, texts
from widgets.shared.widget_keys import RunKey, TrainKey
from widgets.train import results
from widgets.train.choices import WHEN
from widgets.train.results import VIEWS


def page(name, with_data=True):
    import streamlit as st

    from core.datasets.store import data_sets
    from core.training.runs import list_runs
    from widgets.train.choices import data_set_of
    from widgets.train.results import show_result

    run = next((run for run in list_runs() if run.name == name), None)
    if run is None:
        st.write("it is gone")
    else:
        show_result(run, data_set_of(run, data_sets()) if with_data else None)


def look_at(app, view):
    app.session_state[TrainKey.VIEW] = view
    return rerun(app)


def test_the_headline_says_how_good_it_is_and_where_to_use_it(done):
    app = run_app(page, name=done.name)
    figures = {metric.label: metric.value for metric in app.metric}
    accuracy = figures["Accuracy on the test part"]
    assert float(accuracy.rstrip("%")) == pytest.approx(done.outcome.accuracy * 100, abs=0.05)
    # The sentence below states the same number, rounded in the same way.
    assert f"{accuracy} were right." in texts(app)
    # "Between 97% and > 99%" would be hard to read.
    low, high = (f"{share * 100:.1f}%" for share in (done.outcome.accuracy_low, done.outcome.accuracy_high))
    assert f"the true share is between {low} and {high};" in texts(app)
    assert figures["Trained on"] == f"{done.outcome.trained_on} pictures"
    assert "You can use it now on the Draw page" in texts(app)
    assert "Confusion matrix: what it mistakes for what" in texts(app)


@pytest.mark.parametrize("view", VIEWS)
def test_every_view_can_be_opened(done, view):
    app = look_at(run_app(page, name=done.name), view)
    assert "no longer there" not in texts(app)


def test_the_chart_of_confidence_says_how_to_read_it(done):
    assert "On the dashed line, confidence can be believed." in texts(run_app(page, name=done.name))


def test_a_click_on_the_matrix_shows_its_pictures(done):
    app = run_app(page, name=done.name)
    assert "Click a square to see its pictures." in texts(app)
    row = answers_of(done).iloc[0]
    cell = {"label": row["label"], "answer": row["answer"]}
    app.session_state[RunKey.CONFUSION.of(done.name)] = {"selection": {"cell": [cell]}}
    rerun(app)
    assert f"{row['label']} answered as {row['answer']}:" in texts(app)
    assert set(app.image[0].captions) == {row["label"]}


def test_mistakes_are_shown_with_what_they_were_taken_for(done):
    """The stored answers count, not new ones: the network has since learned from these pictures."""
    path = done.folder / ANSWERS_FILE
    before = path.read_bytes()
    table = answers_of(done)
    row = table[table["label"] == table["answer"]].iloc[0]
    table["answer"] = table["label"]
    answer = next(label for label in done.outcome.labels if label != row["label"])
    table.loc[row.name, ["answer", "probability"]] = [answer, 0.97]
    table.to_csv(path, index=False)
    try:
        app = look_at(run_app(page, name=done.name), "Mistakes")
        said = texts(app) + " ".join(caption for image in app.image for caption in image.captions)
        assert f"{row['label']}, mistaken for {answer} (97%)" in said
        assert "Its mistake on a picture that it had not seen" in said
    finally:
        path.write_bytes(before)


@pytest.mark.parametrize("view", ["Mistakes", "Suspicious labels"])
def test_without_its_data_set_no_pictures_can_be_shown(done, view):
    app = look_at(run_app(page, name=done.name, with_data=False), view)
    assert "The data set is no longer there" in texts(app)


def test_without_its_network_the_figures_stay(done):
    delete_bundle("my-things")
    app = run_app(page, name=done.name)
    assert "had never seen" in texts(app)
    assert "You can use it now" not in texts(app)
    assert "It is no longer in the library." in texts(app)
    look_at(app, "Export")
    assert "no longer in the library" in texts(app)


def test_the_figures_stay_if_the_network_is_deleted_meanwhile(done, monkeypatch):
    def deleting(*shares):
        delete_bundle("my-things")
        return shares_chart(*shares)

    monkeypatch.setattr(results, "shares_chart", deleting)
    app = run_app(page, name=done.name)
    assert "so nothing can be computed from them" in texts(app)
    assert "Confusion matrix: what it mistakes for what" in texts(app)


def test_a_failed_run_says_why_and_can_be_tried_again(done, monkeypatch):
    started = []
    # A real worker would train.
    monkeypatch.setattr(runs, "start_worker", lambda module, folder: started.append(folder.name))
    update_state(done.folder, status="failed", message="The disk is full; nothing was lost.")
    app = run_app(page, name=done.name)
    assert app.error[0].value == "The disk is full; nothing was lost."
    assert not app.code
    click(app, "Try again")
    assert started == [done.name]


def test_what_a_failed_worker_has_printed_can_be_read(done):
    update_state(done.folder, status="failed", message="Something went wrong.")
    (done.folder / "worker.log").write_text("Traceback\n[a](http://b) \x1b[31m\nValueError: odd\n")
    app = run_app(page, name=done.name)
    assert app.code[0].value == "Traceback\n[a](http://b) \\x1b[31m\nValueError: odd"


def test_pictures_that_are_nearly_alike_are_told(done):
    outcome = read_state(done.folder).outcome
    update_state(done.folder, outcome={**outcome, "split_by_picture": ["my house"]})
    app = run_app(page, name=done.name)
    assert 'some pictures of "my house" that are almost like those' in app.warning[0].value


def test_what_only_a_part_of_the_pictures_was_kept_from_is_not_called_a_test_part(done):
    outcome = read_state(done.folder).outcome
    update_state(done.folder, outcome={**outcome, "folds": 5, "given_test": 1})
    app = run_app(page, name=done.name)
    assert "Accuracy on unseen pictures" in {metric.label for metric in app.metric}
    assert f"Each of {outcome['images']} pictures was judged by a network that had never seen it" in texts(
        app
    )
    assert "Your own part called test has 1 of the pictures" in texts(app)
    look_at(app, "Mistakes")
    assert "it may have learned from" in texts(app) or "It made no mistake" in texts(app)


def test_the_accuracy_of_uneven_classes_is_also_said_with_every_class_counting_the_same(done):
    outcome = read_state(done.folder).outcome
    assert "If every class counted the same" not in texts(run_app(page, name=done.name))
    images = [50, *outcome["per_class_images"][1:]]
    update_state(done.folder, outcome={**outcome, "per_class_images": images, "balanced_accuracy": 0.625})
    said = texts(run_app(page, name=done.name))
    assert "If every class counted the same, it would be 62.5%." in said


def test_a_cancelled_run_can_only_be_removed(done):
    update_state(done.folder, status="cancelled", message="")
    app = run_app(page, name=done.name)
    assert "It was stopped." in texts(app)
    assert app.get("popover")[0].proto.popover.label == "Remove this training from the list"
    assert labels(app) == ["Remove it"]
    click(app, "Remove it")
    assert texts(app) == "it is gone"
    assert done.name not in [run.name for run in list_runs()]


def test_it_says_what_became_better_and_worse(done):
    """Compares with a second training on the same data set: one class is better, another one worse."""
    again = shutil.copytree(done.folder, done.folder.with_name("again"))
    outcome = read_state(done.folder).outcome
    first, second, third = outcome["labels"]
    now, before = {first: first, second: third}, {first: third, second: second}
    for folder, answers in ((again, now), (done.folder, before)):
        rows = pd.read_csv(folder / ANSWERS_FILE)
        rows.assign(answer=rows["label"].replace(answers)).to_csv(folder / ANSWERS_FILE, index=False)
    update_state(again, created=done.created + 1, outcome={**outcome, "folds": 5})
    said = texts(run_app(page, name="again"))
    when = escape_markdown(datetime.fromtimestamp(done.created).strftime(WHEN))
    assert f'Compared with the previous training, "{done.request.title}" of {when}: ' in said
    assert f"Better: {first} (+100 points). Worse: {second} (-100 points). A single class has fewer" in said
    assert "right equally often (of 3 pictures that both were asked about" in said
    assert "measured in different ways" in said
    assert "The earlier network is still in the library." in said
    assert "Compared with" not in texts(run_app(page, name=done.name))
