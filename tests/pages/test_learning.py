"""The page that explains how a network learns names each term, and its figures are correct."""

from streamlit.testing.v1 import AppTest

from core.evaluation.confusion import mistaken_pairs
from core.evaluation.intervals import wilson_interval
from core.evaluation.stored_answers import read_stored_answers
from core.evaluation.training_history import best_epoch, read_history
from tests.conftest import ROOT
from tests.widgets.app_helpers import texts


def test_every_term_is_explained():
    app = AppTest.from_file(ROOT / "pages/learning.py", default_timeout=60).run()
    assert not app.exception
    assert app.title[0].value == "How a network learns"
    said = " ".join(texts(app).split())
    for term in (
        "filters", "parameters", "loss", "epoch", "overfitting", "validation", "test", "accuracy",
        "confusion matrix", "confidence", "calibration", "not sure",
    ):  # fmt: skip
        assert f"**{term}**" in said, term


def test_its_figures_are_those_of_the_networks(shipped):
    text = " ".join((ROOT / "docs/how-a-network-learns.md").read_text(encoding="utf-8").split())
    bundle = shipped.bundles["animals-simple"]
    history, answers = read_history(bundle), read_stored_answers(bundle)
    assert f"stops falling at epoch {best_epoch(history):g}" in text
    assert len(history) == 60
    assert f"to {history['accuracy'].iloc[-1]:.0%}".replace("%", " percent on training") in text
    assert f"{history['val_accuracy'].iloc[-1]:.0%}".replace("%", " percent on others") in text
    (pair,) = mistaken_pairs(answers.labels, answers.answers, 1)
    assert (bundle.labels[pair.label], bundle.labels[pair.answer]) == ("cat", "dog")
    assert f"a cat for a dog {pair.count} times" in text
    assert f"the true share may still be {wilson_interval(10, 10)[0]:.0%}" in text
