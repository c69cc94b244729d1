"""Labelled pictures on the page: those that come with the networks, and a data set of the user's own."""

import shutil

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from core.bundles.library import read_library
from core.comparison import evaluated, evaluations
from core.comparison.evaluations import EvaluationRequest, read_evaluations, start_evaluation
from core.datasets.deletion import delete_data_set
from core.datasets.import_records import ImportRequest
from core.datasets.ingestion import from_path, ingest
from core.datasets.picture_imports import start_import
from core.datasets.store import create_data_set
from core.preprocessing.example_drawings import example_drawing
from core.preprocessing.quickdraw_format import write_stroke_line
from core.storage.paths import home
from core.training.runs import list_runs, start_run
from tests.conftest import ROOT
from tests.core.comparison.compared import digits_data_set
from tests.core.drawn import stroke_file
from tests.core.evaluation.answers_for_tests import own_bundle
from tests.core.training_helpers import small_request, train_in_this_process
from tests.widgets.app_helpers import click, html, labels, rerun, run_app, texts
from tests.widgets.compare.shown import figure_words, figures_table
from widgets.shared.compare_state import CompareState
from widgets.shared.page_state import COMPARE_STATE, REFUSALS
from widgets.shared.widget_keys import CompareKey

OWN = "One of your data sets"


def page(names, source=None):
    import streamlit as st

    from core.bundles.library import read_library
    from widgets.compare.labelled import show_labelled
    from widgets.shared.widget_keys import CompareKey

    if source and CompareKey.SOURCE not in st.session_state:
        st.session_state[CompareKey.SOURCE] = source
    library = read_library()
    bundles = [library.get(name) for name in names]
    show_labelled(bundles, {bundle.name: bundle.title for bundle in bundles})


def test_the_pictures_that_networks_come_with_need_no_job():
    app = run_app(page, names=["animals-deep", "animals-simple"])
    said = texts(app)
    assert "Best animals is better" in said
    assert "Of 2,000 drawings, Best animals alone was right on" in html(app)
    assert len(figures_table(app)) == 2
    assert "Accuracy against how much it answers" in figure_words(app)


def test_a_network_that_was_tested_on_other_pictures_is_left_out_and_so_is_one_without_answers():
    own_bundle("empty", arrays={"logits": np.zeros((0, 10)), "labels": np.zeros(0, int)})
    app = run_app(page, names=["digits-deep", "sketches-50", "empty"])
    assert "Fifty sketches is left out" in texts(app)
    assert "empty has no test answers" in texts(app)
    assert len(figures_table(app)) == 1


def test_a_data_set_is_asked_for_and_then_compared(tmp_path, evaluates_here):
    digits_data_set(tmp_path, each=2, extra=["owl"])
    app = run_app(page, names=["digits-simple", "digits-dense"], source=OWN)
    said = texts(app)
    assert "Small convnet: 20, No convolution: 20" in said
    assert "Small convnet and No convolution do not know 1 of the 11 classes, so pictures of it" in said
    assert "left out: owl (2)." in said
    click(app, "Ask them")
    said = texts(app)
    assert "Small convnet and No convolution do not know 1 of the 11 classes" in said
    assert "Pictures that they have not been asked about" not in said
    assert [row["Pictures"] for row in figures_table(app)] == ["20", "20"]
    assert "Which pictures did one get right" in said


def test_pictures_of_a_class_that_one_network_does_not_know_are_said_once_to_be_left_out(
    tmp_path, evaluates_here
):
    digits_data_set(tmp_path, each=1, extra=["cat", "house"])
    app = run_app(page, names=["animals-simple", "sketches-345"], source=OWN)
    click(app, "Ask them")
    assert "Small convnet for animals does not know 11 of the 12 classes" in texts(app)
    assert [row["Pictures"] for row in figures_table(app)] == ["1", "1"]
    assert "that all of these networks have answered" not in texts(app)


def test_only_what_is_beyond_the_limit_is_said_to_be_too_many(tmp_path, never_works, monkeypatch):
    digits_data_set(tmp_path, each=2, extra=["cat", "house"])
    names = ["animals-simple", "sketches-345"]
    assert "pictures are compared" not in texts(run_app(page, names=names, source=OWN))
    monkeypatch.setattr(evaluated, "MAX_PICTURES", 15)
    said = texts(run_app(page, names=["digits-simple"], source=OWN))
    assert "The first 15 pictures are compared; 5 are not." in said


def test_what_a_network_does_not_know_is_said_before_it_is_asked(tmp_path, never_works):
    digits_data_set(tmp_path, each=1, extra=["cat"])
    app = run_app(page, names=["animals-deep"], source=OWN)
    assert "Best animals does not know 10 of the 11 classes" in texts(app)
    assert "Pictures that it has not been asked about yet: Best animals: 1." in texts(app)
    app = run_app(page, names=["animals-deep", "digits-simple"], source=OWN)
    assert "There is no class in this data set that all of them know" in texts(app)
    assert not {"Ask it", "Ask them"} & set(labels(app))


def test_networks_that_know_nothing_of_a_data_set_are_not_asked(tmp_path, never_works):
    digits_data_set(tmp_path, each=1)
    app = run_app(page, names=["animals-deep", "digits-simple"], source=OWN)
    assert "Best animals knows none of the classes of this data set" in texts(app)
    click(app, "Ask it")
    assert read_evaluations()[0].request.networks == ("digits-simple",)
    app = run_app(page, names=["animals-deep"], source=OWN)
    assert "Choose other networks, or another data set." in texts(app)
    assert not {"Ask it", "Ask them"} & set(labels(app))


def test_a_data_set_that_another_tab_has_deleted_is_not_missed_beside_the_button_of_the_next(
    tmp_path, never_works
):
    names = [digits_data_set(tmp_path, each=1, title=title).name for title in ("One", "Two")]
    app = run_app(page, names=["digits-simple", "digits-dense"], source=OWN)
    app.selectbox(CompareKey.DATA_SET).set_value(names[0]).run()
    delete_data_set(names[0])
    click(app, "Ask them")
    assert "Ask them" not in labels(app)
    # The end of the page says it.
    (sentence,) = app.session_state[REFUSALS].values()
    assert sentence.startswith("There is no such data set")
    assert read_evaluations() == []
    app.selectbox(CompareKey.DATA_SET).set_value(names[1]).run()
    assert "Ask them" in labels(app)
    assert "no such data set" not in texts(app)


def test_without_a_data_set_it_says_what_to_do():
    assert "You have no data set of this kind yet" in texts(
        run_app(page, names=["digits-simple"], source=OWN)
    )


def test_visitors_of_a_shared_inkling_see_no_data_sets(tmp_path, monkeypatch):
    digits_data_set(tmp_path)
    monkeypatch.setenv("INKLING_PUBLIC", "1")
    app = run_app(page, names=["digits-simple"])
    assert not app.selectbox
    assert "How good is it?" in texts(app)


def test_test_pictures_that_a_network_may_have_learned_from_are_said_to_flatter():
    app = run_app(page, names=["things-1000"])
    assert "Thousand things may have learned from these pictures, so its figures may be too good" in texts(
        app
    )
    assert "may have learned" not in texts(run_app(page, names=["digits-simple"]))


def test_figures_on_pictures_that_were_learned_from_are_said_to_flatter(evaluates_here):
    shutil.copytree(ROOT / "tests/home_of_version_0_1", home())
    run = next(run for run in list_runs() if run.status == "done")
    names = [run.request.bundle, "digits-simple"]
    # There are no figures yet.
    assert "too good" not in texts(run_app(page, names=names, source=OWN))
    start_evaluation(EvaluationRequest(run.request.data_set, tuple(names)))
    app = run_app(page, names=names, source=OWN)
    title = read_library().get(run.request.bundle).title
    assert f"{title} learned from pictures of this data set" in texts(app)
    assert "too good: it may know those pictures by heart" in texts(app)
    assert "Small convnet knows none of the classes" in texts(app)


def test_a_network_that_learned_from_the_same_pictures_in_another_data_set_is_named_too(
    tmp_path, monkeypatch, evaluates_here
):
    train_in_this_process(monkeypatch)
    request = small_request(tmp_path, each=6)
    start_run(request)
    names = [request.bundle]
    title = read_library().get(request.bundle).title
    same = ingest(create_data_set("The same", "ink"), from_path(stroke_file(tmp_path, each=6)))
    other = ingest(create_data_set("Others", "ink"), from_path(stroke_file(tmp_path, each=6, seed=9)))
    for data_set, is_said in ((same, True), (other, False)):
        start_evaluation(EvaluationRequest(data_set.name, tuple(names)))
        app = run_app(page, names=names, source=OWN)
        app.selectbox(CompareKey.DATA_SET).set_value(data_set.name).run()
        assert title in html(app)
        assert (f"{title} learned from pictures of this data set" in texts(app)) is is_said


@pytest.fixture
def never_works(monkeypatch):
    monkeypatch.setattr(evaluations, "start_worker", lambda module, folder: None)


def test_while_a_job_goes_on_there_is_nothing_to_compare(tmp_path, never_works):
    data_set = digits_data_set(tmp_path)
    start_evaluation(EvaluationRequest(data_set.name, ("digits-simple",)))
    app = run_app(page, names=["digits-simple"], source=OWN)
    assert figures_table(app) == []
    assert "Cancel" in [button.label for button in app.button]
    assert CompareKey.DATA_SET in app.session_state


def test_a_zip_that_is_in_is_asked_for_by_itself(tmp_path, imports_here, evaluates_here):
    path = tmp_path / "digits.ndjson"
    path.write_text(write_stroke_line(example_drawing("digits", 0)[1], "7"))
    done = start_import(ImportRequest(path.name, "digits", str(path), kind="ink"))
    app = AppTest.from_function(page, default_timeout=60, kwargs={"names": ["digits-simple"]})
    app.session_state[COMPARE_STATE] = CompareState(awaited_import=done.name)
    app.run()
    assert not app.exception, app.exception
    assert "1 of 1 picture was imported" in app.success[0].value
    assert [row["Accuracy"] for row in figures_table(app)] == ["100%"]
    assert app.session_state[CompareKey.DATA_SET] == done.outcome.data_set


def test_of_several_data_sets_one_is_chosen_by_the_person_or_by_the_address(tmp_path):
    first, second = (digits_data_set(tmp_path, each=1, title=title) for title in ("Mine", "Mine"))
    app = run_app(page, names=["digits-simple"], source=OWN)
    assert app.selectbox[0].value is None
    assert set(app.selectbox[0].options) == {"Mine", "Mine (2)"}
    app.selectbox[0].set_value(first.name).run()
    assert "Ask it" in [button.label for button in app.button]
    other = AppTest.from_function(page, default_timeout=60, kwargs={"names": ["digits-simple"]})
    other.query_params[CompareKey.SOURCE] = OWN
    other.query_params[CompareKey.DATA_SET] = "Mine (2)"
    assert other.run().selectbox[0].value == second.name


def opened(data_set, names=("digits-simple",)):
    app = AppTest.from_function(page, default_timeout=60, kwargs={"names": list(names), "source": OWN})
    app.query_params[CompareKey.DATA_SET] = data_set
    return rerun(app)


def test_a_data_set_of_the_address_that_is_not_there_is_said_and_none_takes_its_place(tmp_path):
    lost = 'The data set of this address, "lost", is not here: choose another one.'
    assert lost in texts(opened("lost"))
    only = digits_data_set(tmp_path, each=1, title="Mine")
    app = opened("lost")
    assert lost in texts(app)
    assert app.selectbox[0].value is None
    app.selectbox[0].set_value(only.name).run()
    assert "is not here" not in texts(app)
    # Nor is anything said when the person takes the choice back.
    app.selectbox[0].set_value(None).run()
    assert not app.info


def test_a_data_set_of_the_address_that_these_networks_do_not_read_is_said(tmp_path):
    digits_data_set(tmp_path, each=1, title="Mine")
    create_data_set("Empty", "ink")
    assert '"Mine" has drawings, so these networks cannot be asked' in texts(opened("mine", ["things-1000"]))
    assert '"Empty" has no pictures yet, so these networks cannot' in texts(opened("empty"))
