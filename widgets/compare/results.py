"""How networks did on the same labelled pictures: sentences, a table, charts, and a report to download."""

from collections.abc import Callable, Hashable

import streamlit as st

from core.comparison.comparing import Comparison
from core.comparison.figures_table import network_figures
from core.comparison.paired_test import paired_tests
from core.datasets.data_set import DataSet
from core.presentation.comparison_charts import (
    confusion_figures,
    risk_coverage_figure,
    size_and_time_figures,
)
from core.presentation.comparison_figures import Figure, figures_html, list_html
from core.presentation.comparison_gallery import Gallery
from core.presentation.comparison_reliability import reliability_figure
from core.presentation.comparison_report import labelled_report
from core.presentation.comparison_table import (
    best_first,
    column_explanations,
    comparison_csv,
    comparison_frame,
    comparison_html,
)
from core.presentation.comparison_words import (
    all_test_pictures_of_each_in_words,
    best_in_words,
    calibration_in_words,
    confidence_question,
    mixed_up_question,
    paired_tests_in_words,
    sure_in_words,
)
from core.presentation.evaluation_wording import perhaps_learned_in_words
from core.presentation.markdown import escape_markdown
from widgets.compare.figures import show_figures
from widgets.compare.gallery import show_gallery
from widgets.shared.address_choice import select_in_address
from widgets.shared.page_state import compare_state
from widgets.shared.panel_keys import PanelKey
from widgets.shared.widget_keys import CompareKey

_AS_CHOSEN, _SORT_PX = "Order of the networks above", 280


def show_results(
    comparison: Comparison, titles: list[str], data_set: DataSet | None, source: str, key: Hashable
) -> None:
    """Shows a comparison.

    Args:
        comparison: Networks on the same pictures.
        titles: Titles of the networks.
        data_set: The data set that holds the pictures; None if the pictures are not available.
        source: Name of the pictures or the data set.
        key: Distinguishes the comparison from all others, so that no chart is drawn twice.
    """
    kind = comparison.contenders[0].bundle.kind

    def show(name: str, draw: Callable[[], list[Figure]]) -> None:
        kept = compare_state().html
        html = kept.get_or_make((key, *titles, name), lambda: figures_html(draw()))
        show_figures(html, name, folded_on_a_phone=True)

    figures = network_figures(comparison)
    tests = paired_tests([one.is_right for one in comparison.contenders])
    # Networks with the same title may have been left out for the same reason, which is shown once.
    for note in dict.fromkeys(comparison.notes):
        st.warning(escape_markdown(note), icon=":material/info:")
    st.header("Which one is better?" if tests else "How good is it?")
    st.markdown(f"**{escape_markdown(best_in_words(figures, tests, titles))}**")
    if data_set is None:
        cards = [one.bundle.card for one in comparison.contenders]
        if words := perhaps_learned_in_words(cards, titles):
            st.warning(escape_markdown(words), icon=":material/balance:")
    pairs = list_html(paired_tests_in_words(tests, titles, kind))
    if len(tests) == 1:
        st.html(pairs)
    frame = comparison_frame(figures, titles)
    # Two rows can be compared in any order.
    if len(titles) > 2:
        column = select_in_address(
            CompareKey.SORT,
            CompareKey.SORT,
            "Sort by, best first",
            [_AS_CHOSEN, *column_explanations()],
            "column",
            width=_SORT_PX,
        )
        frame = frame if column == _AS_CHOSEN else best_first(frame, column)
    st.html(comparison_html(frame))
    if len(tests) > 1:
        with st.expander("Which differences could be chance", icon=":material/casino:", key=PanelKey.PAIRS):
            st.html(pairs)
    with st.expander("What the columns mean", icon=":material/help:", key=PanelKey.COLUMNS):
        st.html(list_html([f"{column}: {line}" for column, line in column_explanations().items()]))
        if data_set is None and (said := all_test_pictures_of_each_in_words(comparison, titles)):
            st.caption(escape_markdown(said))
        st.caption(escape_markdown(sure_in_words(comparison, titles)))
    files = st.container(horizontal=True)
    st.header(escape_markdown(mixed_up_question(len(titles))))
    show("confusion", lambda: confusion_figures(comparison, titles))
    galleries: Callable[[], list[Gallery]] = list
    if data_set is not None:
        galleries = show_gallery(comparison, titles, data_set)
    st.header(escape_markdown(confidence_question(len(titles))))
    st.html(list_html([calibration_in_words(figures, titles)]))
    show(
        "confidence",
        lambda: [reliability_figure(comparison, titles), risk_coverage_figure(comparison, titles)],
    )
    st.header("What does it cost?")
    show("cost", lambda: size_and_time_figures(figures, titles))
    with files:
        st.download_button(
            "Save the table as CSV",
            lambda: comparison_csv(frame),
            "comparison.csv",
            "text/csv",
            on_click="ignore",
            icon=":material/table:",
        )
        st.download_button(
            "Save as a page",
            lambda: labelled_report(comparison, figures, tests, titles, source, galleries()),
            "comparison.html",
            "text/html",
            on_click="ignore",
            icon=":material/save:",
        )
