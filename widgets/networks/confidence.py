"""Whether a network's confidence can be believed, and how confident it must be to answer."""

from functools import partial

import streamlit as st

from core.bundles.bundle import Bundle
from core.errors import InklingError
from core.evaluation.risk_coverage import risk_coverage, select
from core.evaluation.stored_answers import StoredAnswers, read_stored_answers
from core.evaluation.sureness import stored_familiarity, sureness_of
from core.inference.calibration import reliability, softmax
from core.inference.least_confidence import (
    forget_least_confidence,
    keep_least_confidence,
    kept_least_confidence,
    least_confidence_of,
    own_least_confidence,
)
from core.inference.rejection import MIN_SURE_PROBABILITY
from core.presentation.evaluation_charts import (
    confidence_counts,
    reliability_before_and_after,
    reliability_table,
    risk_coverage_chart,
    risk_coverage_table,
)
from core.presentation.evaluation_wording import (
    HOW_TO_READ_RELIABILITY,
    RISK_COVERAGE_COLUMNS,
    all_test_pictures_in_words,
    compare_calibration,
    read_confidence,
    selection_in_words,
    temperature_in_words,
    unfamiliar_in_words,
)
from core.presentation.markdown import escape_markdown
from core.storage.settings import is_public
from widgets.shared.actions import action_button
from widgets.shared.charts import show_chart
from widgets.shared.numbers import show_numbers
from widgets.shared.widget_keys import NetworkKey

_BINS = 10
_MAX_PERCENT = 99


def show_confidence(bundle: Bundle) -> None:
    """Shows the reliability diagram, and the risk-coverage curve with a slider for "not sure"."""
    try:
        answers = read_stored_answers(bundle)
    except InklingError as error:
        st.info(escape_markdown(error.sentence), icon=":material/info:")
        return
    left, right = st.columns(2, gap="large")
    with left:
        _show_reliability(bundle, answers)
    with right:
        _show_risk_coverage(bundle, answers)


def _show_reliability(bundle: Bundle, answers: StoredAnswers) -> None:
    st.markdown("**Is it as sure as it should be?**")
    st.markdown(escape_markdown(read_confidence(answers.confidence, answers.is_right)))
    raw = softmax(answers.logits)
    before, after = (reliability(shares, answers.labels, _BINS) for shares in (raw, answers.probabilities))
    part = next(iter(bundle.card.figures), "")
    comparison = compare_calibration(raw, answers.probabilities, answers.labels, part)
    show_chart(
        reliability_before_and_after(before, after),
        alt_text=f"Reliability diagram: how often it is right, against how sure it says it is. {comparison}",
    )
    st.caption(f"{HOW_TO_READ_RELIABILITY} The bars count them.")
    show_chart(
        confidence_counts(before, after),
        alt_text="Bar chart of how many pictures got which confidence, before and after calibration.",
    )
    of_all = escape_markdown(all_test_pictures_in_words(bundle.card, len(answers.labels)))
    what_it_did = escape_markdown(f"{temperature_in_words(answers.temperature, part)} {comparison}")
    st.caption(
        "Calibration: making a network say 90% when it is right 9 times in 10. For that, "
        f"{what_it_did} All of this is about the {len(answers.labels):,} pictures whose answers it comes "
        f"with. {of_all}"
    )
    show_numbers("confidence", reliability_table(before, after), shares=("Accuracy before", "Accuracy after"))


@st.fragment
def _show_risk_coverage(bundle: Bundle, answers: StoredAnswers) -> None:
    st.markdown('**When should it say "not sure"?**')
    current = least_confidence_of(bundle)
    percent = st.slider(
        "Not sure below",
        0,
        _MAX_PERCENT,
        min(round(current * 100), _MAX_PERCENT),
        format="%d%%",
        # A new key whenever the setting changes, so that the slider starts at its new value.
        key=NetworkKey.LEAST_CONFIDENCE.of(bundle.name, f"{current:g}"),
        persist_state="session",
    )
    least_confidence = percent / 100
    familiarity = stored_familiarity(bundle, answers.logits)
    sureness = sureness_of(bundle, answers.probabilities, familiarity)
    selection = select(sureness, answers.is_right, least_confidence)
    curve = risk_coverage(sureness, answers.is_right)
    words = selection_in_words(selection, least_confidence)
    st.markdown(escape_markdown(words))
    show_chart(
        risk_coverage_chart(curve, selection),
        alt_text=f"Line chart of the share of right answers against the share of pictures answered. {words}",
    )
    st.caption(
        "Accuracy: the share of right answers. On the left, it answers only where it is most confident; on "
        "the right, everything it can. The diamond marks the slider. "
        f"{escape_markdown(unfamiliar_in_words(sureness, familiarity is not None))}"
    )
    _show_setting(bundle, least_confidence)
    show_numbers(
        "risk-coverage",
        risk_coverage_table(curve),
        shares=RISK_COVERAGE_COLUMNS,
    )


def _show_setting(bundle: Bundle, least_confidence: float) -> None:
    kept, own = kept_least_confidence(bundle), own_least_confidence(bundle)
    if is_public():
        st.caption("On your own computer, you could save this for every answer of this network.")
        return
    with st.container(horizontal=True):
        action_button(
            f"Keep {least_confidence:.0%} for this network",
            partial(keep_least_confidence, bundle, least_confidence),
            type="primary",
            icon=":material/check:",
            disabled=least_confidence == least_confidence_of(bundle),
            key=NetworkKey.KEEP.of(bundle.name),
        )
        if kept is not None:
            action_button(
                f"Back to {own:.0%}",
                partial(forget_least_confidence, bundle),
                icon=":material/undo:",
                key=NetworkKey.FORGET.of(bundle.name),
            )
    if kept is None:
        why = (
            "where it would be wrong as often as right"
            if own <= MIN_SURE_PROBABILITY
            else "chosen by pictures set aside, so that hardly any sure answer is wrong"
        )
        st.caption(f'It says "not sure" below {own:.0%}: {why}.')
    else:
        st.caption(f'You have set that it says "not sure" below {kept:.0%}, on all pages.')
