"""Figures reach the page unchanged, and are told apart by their content."""

from tests.widgets.app_helpers import run_app
from tests.widgets.compare.shown import components, figure_words


def page(html):
    from widgets.compare.figures import show_figures

    show_figures(html, "one")
    show_figures(f"{html}<p>more</p>", "other", folded_on_a_phone=True)


def test_what_is_shown_is_what_was_made():
    app = run_app(page, html="<p>a &lt;b&gt;</p>")
    first, second = components(app)
    assert first["html"] == "<p>a &lt;b&gt;</p>"
    assert first["content"] != second["content"]
    assert not first["folded"]
    assert second["folded"]
    assert figure_words(app) == "a <b>a <b>more"
    assert components(run_app(page, html="<p>a &lt;b&gt;</p>"))[0] == first
