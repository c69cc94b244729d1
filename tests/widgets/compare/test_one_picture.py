"""One picture on the page: drawn, or an example photo, with bars, curves and a page to save."""

import pytest

from core.comparison import robustness
from tests.widgets.app_helpers import Count, click, note_downloads, run_app, texts
from tests.widgets.compare.shown import figure_words, figures, slider
from widgets.shared.widget_keys import CompareKey


def page(names):
    from core.bundles.library import read_library
    from widgets.compare.one_picture import show_one_picture

    library = read_library()
    bundles = [library.get(name) for name in names]
    show_one_picture(bundles, {bundle.name: bundle.title for bundle in bundles})


DIGITS = ["digits-deep", "digits-simple"]


def test_nothing_drawn_asks_for_something():
    app = run_app(page, names=DIGITS)
    assert "The answers appear here." in texts(app)
    assert not app.get("bidi_component") or "How sure" not in figure_words(app)


def test_a_drawing_has_bars_curves_and_sentences(monkeypatch):
    downloads = note_downloads(monkeypatch)
    asked = Count(monkeypatch, robustness, "ordered_map")
    app = click(run_app(page, names=DIGITS), "Show me an example")
    said = figure_words(app)
    assert 'Both networks say "7".' in said
    assert "How sure they are of 7" in said
    told = slider(app)
    assert told["title"] == "Turn"
    assert len(told["answers"][0]) == 2
    html = next(element.proto.body for element in app.get("html") if "but no longer at" in element.proto.body)
    assert "Best digits says 7" in html
    assert "<svg" in downloads["Save as a page"]()
    # Every step is computed once, and not computed again when another class is chosen.
    assert asked.since() == 1
    app.selectbox[0].set_value("1").run()
    assert "How sure they are of 1" in figure_words(app)
    assert asked.since() == 0


def test_of_a_single_network_everything_is_said_in_the_singular(monkeypatch):
    downloads = note_downloads(monkeypatch)
    app = click(run_app(page, names=DIGITS[:1]), "Show me an example")
    said = figure_words(app)
    for words in ("What it says", "how sure the network is of it", "How sure it is of 7"):
        assert words in said
    assert app.header[0].value == "Change the picture, and see when the network fails"
    assert "What they say" not in downloads["Save as a page"]()


def test_another_change_has_other_steps():
    app = click(run_app(page, names=DIGITS), "Show me an example")
    app.session_state[CompareKey.CHANGE.of("ink")] = "Noise"
    app.run()
    assert not app.exception
    assert slider(app)["steps"][-1] == "100%"


def test_a_network_that_fails_is_named_and_the_others_answer(monkeypatch):
    from core.errors import NetworkFailed
    from core.inference.classifier import Classifier

    real = Classifier.classify_strokes

    def failing(self, strokes):
        if self.bundle.name == "digits-deep":
            raise NetworkFailed("Best digits failed and is left out. Received: a test")
        return real(self, strokes)

    monkeypatch.setattr(Classifier, "classify_strokes", failing)
    app = click(run_app(page, names=DIGITS), "Show me an example")
    assert "Best digits failed" in texts(app)
    assert len(slider(app)["answers"][0]) == 1


@pytest.mark.parametrize("names", [["things-1000"]])
def test_photos_begin_with_an_example(names):
    app = run_app(page, names=names)
    assert "The most likely classes" in figure_words(app)
    assert slider(app)["frames"][0][0].startswith("data:image/jpeg")
    assert len(list(figures(app).iter("img"))) == 1
