"""Training curves on the page, of networks and of runs that have no network."""

import shutil

from core.bundles.card_file import read_card
from core.storage.paths import SHIPPED, home, own_bundles
from tests.conftest import ROOT
from tests.core.evaluation.answers_for_tests import LAST_EPOCH, own_bundle
from tests.core.presentation.svg_for_tests import classed, words
from tests.widgets.app_helpers import note_downloads, run_app, texts
from tests.widgets.compare.shown import figure_words, figures
from widgets.shared.widget_keys import CompareKey


def page(names):
    from core.bundles.library import read_library
    from widgets.compare.training import show_training

    library = read_library()
    bundles = [library.get(name) for name in names]
    show_training(bundles, {bundle.name: bundle.title for bundle in bundles})


def test_curves_are_laid_over_each_other_along_epochs_or_time(monkeypatch):
    downloads = note_downloads(monkeypatch)
    own_bundle("ended", history=LAST_EPOCH)
    app = run_app(page, names=["animals-deep", "animals-simple", "ended"])
    said = figure_words(app)
    # The term is explained only once.
    assert (said + texts(app)).count("An epoch is one pass over all pictures.") == 1
    assert "Accuracy on pictures held back" in said
    assert "Of the training of ended, only epoch 465 was recorded, so it is a point in the charts." in said
    assert "there is no curve" not in said
    assert len(classed(figures(app), "cmp-legend")) == 3
    assert "on the computer that trained the network" not in texts(app)
    assert "along epochs" in " ".join(chart.get("aria-label") or "" for chart in figures(app).iter("svg"))
    app.session_state[CompareKey.ALONG] = "Time"
    app.run()
    assert "The time is that on the computer that trained the network." in texts(app)
    assert "along seconds" in " ".join(chart.get("aria-label") or "" for chart in figures(app).iter("svg"))
    assert "How Best animals, Small convnet for animals and ended learned" in downloads["Save as a page"]()


def test_networks_that_learned_in_one_step_get_a_sentence_each_and_no_chart():
    training = read_card(SHIPPED / "digits-simple").training.model_copy(update={"strategy": "head"})
    own_bundle("one", history=LAST_EPOCH, training=training)
    own_bundle("other", history=LAST_EPOCH)
    app = run_app(page, names=["one", "other"])
    said = texts(app)
    assert "Only a last layer of one learned, in one step, so there is no curve. It was right on " in said
    assert "Of the training of other, only epoch 465 was recorded, so there is no curve." in said
    assert not app.get("bidi_component")
    assert not app.get("download_button")
    assert CompareKey.ALONG not in app.session_state


def test_a_network_without_figures_says_so():
    app = run_app(page, names=["things-1000"])
    assert "has no figures of its training" in texts(app)
    assert not app.get("bidi_component")


def test_a_run_whose_network_is_gone_can_be_laid_over(monkeypatch):
    shutil.copytree(ROOT / "tests/home_of_version_0_1", home())
    shutil.rmtree(own_bundles())
    run = _run_with_figures()
    own_bundle("taught-anew", "animals-deep", title=run.request.title)
    app = run_app(page, names=["taught-anew"])
    before = len(classed(figures(app), "cmp-line"))
    app.multiselect[0].set_value([run.name]).run()
    assert not app.exception
    assert len(classed(figures(app), "cmp-line")) > before
    # In the legend, the run is named differently from the network with the same title.
    legend = words(classed(figures(app), "cmp-legend")[0])
    assert f"{run.request.title} ({run.name})" in legend
    monkeypatch.setenv("INKLING_PUBLIC", "1")
    assert not run_app(page, names=["animals-deep"]).multiselect


def _run_with_figures():
    from core.training.runs import list_runs

    return next(run for run in list_runs() if not run.history().empty)
