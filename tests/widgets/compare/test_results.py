"""The results of a comparison on the page: sentences, the table, charts and files."""

from core.presentation.comparison_table import column_explanations
from tests.widgets.app_helpers import html, note_downloads, rerun, run_app, texts
from tests.widgets.compare.shown import figure_words, figures, figures_table


def page(networks=2):
    from core.comparison.comparing import compare
    from tests.core.comparison.compared import DIGITS, answers, bundles
    from widgets.compare.results import show_results

    given = [
        answers(bundle, seed, skill=skill)
        for seed, (bundle, skill) in enumerate(
            zip(bundles(*DIGITS[:networks]), (4, 1, 2)[:networks], strict=True)
        )
    ]
    show_results(compare(given), ["*A*", "B", "C"][:networks], None, "a test", "key")


def test_a_comparison_is_said_tabled_drawn_and_saved(monkeypatch):
    downloads = note_downloads(monkeypatch)
    app = run_app(page)
    assert r"\*A\* is better" in texts(app)
    assert "*A* alone was right on" in html(app)
    table = figures_table(app)
    assert [row["Network"] for row in table] == ["*A*", "B"]
    assert set(column_explanations()) < set(table[0])
    said = figure_words(app)
    for title in (
        "reliability diagram",
        "risk-coverage",
        "What *A* mistakes for what",
        "The difference: *A* minus B",
        "Accuracy against size",
        "Accuracy against time",
    ):
        assert title in said
    # Every chart has a text alternative for users who cannot see it, and a table of its numbers.
    charts = [one for one in figures(app).iter("svg") if one.get("role") == "img"]
    assert len(charts) == 7
    assert all(len(chart.get("aria-label")) > 20 for chart in charts)
    assert said.count("Show the numbers") == 7
    assert downloads["Save the table as CSV"]().decode("utf-8-sig").startswith("Network,Pictures,Accuracy")
    assert "on a test</h1>" in downloads["Save as a page"]()


def test_three_networks_can_be_sorted_by_a_figure():
    app = run_app(page, networks=3)
    (box,) = app.selectbox
    assert [row["Network"] for row in figures_table(app)] == ["*A*", "B", "C"]
    box.set_value("Accuracy")
    rerun(app)
    shares = [float(row["Accuracy"].rstrip("%")) for row in figures_table(app)]
    assert shares == sorted(shares, reverse=True)
    assert [row["Network"] for row in figures_table(app)] == ["*A*", "C", "B"]
    assert not run_app(page).selectbox


def test_who_is_better_and_what_is_mixed_up_come_first_and_many_words_are_folded():
    app = run_app(page, networks=3)
    # With two networks, the one sentence is always visible; three networks have three pairs, whose sentences
    # would push the rest out of sight.
    assert [panel.label for panel in app.expander] == [
        "Which differences could be chance",
        "What the columns mean",
    ]
    assert "*A* alone was right on" in html(app.expander[0])
    assert "here as on all pages" in texts(app.expander[1])
    assert [panel.label for panel in run_app(page).expander] == ["What the columns mean"]
    assert [each.value for each in app.header][:2] == ["Which one is better?", "What do they mix up?"]
    titles = [b.text for b in figures(app).iter("b")]
    assert titles[0] == "Mixed up most"


def test_of_one_network_it_speaks_in_the_singular(monkeypatch):
    downloads = note_downloads(monkeypatch)
    app = run_app(page, networks=1)
    headings = ["How good is it?", "What does it mix up?", "Can its confidence be believed?"]
    assert [each.value for each in app.header][:3] == headings
    assert "by each network" not in figure_words(app)
    report = downloads["Save as a page"]()
    assert all(f"<h2>{heading}</h2>" in report for heading in headings[1:])
