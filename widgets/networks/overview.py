"""A network at a glance: its figures, its time on this computer, its classes and training pictures."""

from functools import partial

import streamlit as st

from core.bundles.bundle import Bundle
from core.evaluation.intervals import accuracy_interval
from core.inference.least_confidence import least_confidence_of
from core.inference.timing import Timing, measure_time
from core.presentation.evaluation_wording import measured_part_in_words
from core.presentation.markdown import escape_markdown
from core.presentation.model_cards import describe
from core.presentation.wording import share_in_percent
from widgets.shared.actions import action_button
from widgets.shared.known_things import show_known_things
from widgets.shared.models import classifier, identity, show_training_pictures
from widgets.shared.page_state import networks_state
from widgets.shared.widget_keys import NetworkKey, NetworksKey


def show_overview(bundle: Bundle) -> None:
    """Shows a network's figures, the things it knows, its training pictures and what was measured."""
    _show_figures(bundle)
    show_known_things(bundle)
    show_training_pictures(bundle)
    st.markdown("**What was measured**")
    st.markdown(describe(bundle))


def _show_figures(bundle: Bundle) -> None:
    card = bundle.card
    with st.container(horizontal=True, vertical_alignment="center", gap="medium", key=NetworksKey.FIGURES):
        if card.main_figures:
            _, figures = card.main_figures
            st.metric("Accuracy", share_in_percent(figures.accuracy), width="content")
        st.metric("Classes", f"{card.classes:,}", width="content")
        st.metric("Parameters", f"{card.network.parameters:,}", width="content")
        st.metric("Size", f"{card.size_bytes['model.tflite'] / 1e6:.2f} MB", width="content")
        _show_time(bundle)
    if card.main_figures:
        part, figures = card.main_figures
        pictures = escape_markdown(measured_part_in_words(part, figures.images))
        low, high = accuracy_interval(figures)
        st.caption(
            f"Accuracy: the share of right answers, here of {pictures}. With 95% certainty the true share is "
            f"between {share_in_percent(low)} and {share_in_percent(high)}. Parameters: the "
            "numbers that it has learned."
        )
    else:
        st.caption("Its accuracy was not measured: its card has no figures.")
    st.caption(
        f'If it is less than {least_confidence_of(bundle) * 100:g}% sure, it says "not sure"; '
        "see **Confidence**."
    )


def _show_time(bundle: Bundle) -> None:
    times = networks_state().times
    if identity(bundle) in times:
        timing = times[identity(bundle)]
        help_text = (
            f"Median of {timing.answers:d} answers, from picture to confidence, measured here just now."
        )
        st.metric("Time on this computer", f"{timing.median_ms:.1f} ms", width="content", help=help_text)
    else:
        action_button(
            "Measure its time here",
            partial(_measure, times, bundle),
            icon=":material/timer:",
            key=NetworkKey.TIME.of(bundle.name),
            help="One second.",
        )


def _measure(times: dict[tuple[str, str], Timing], bundle: Bundle) -> None:
    times[identity(bundle)] = measure_time(classifier(bundle))
