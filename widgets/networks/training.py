"""How, when and on what a network was trained: its curves, its data, the command that trains it again."""

import streamlit as st

from core.bundles.bundle import Bundle
from core.errors import InklingError
from core.evaluation.training_history import best_epoch, read_history
from core.presentation.cards_html import cards_html
from core.presentation.markdown import escape_markdown
from core.presentation.training_charts import curves_chart, curves_in_words
from core.presentation.training_facts import data_table, training_facts
from core.presentation.wording import share_in_percent
from core.storage.names import printable
from widgets.shared.charts import show_chart
from widgets.shared.numbers import show_numbers
from widgets.shared.widget_keys import NetworksKey


def show_training_record(bundle: Bundle) -> None:
    """Shows a network's training curves, how it was trained, and on which data."""
    st.markdown("**While it learned**")
    _show_curves(bundle)
    st.markdown("**How it was trained**")
    st.markdown("\n".join([f"- {escape_markdown(fact)}" for fact in training_facts(bundle.card)]))
    st.caption("The command that trains it again:")
    st.code(printable(bundle.card.recipe), language=None)
    st.markdown("**What it learned from**")
    with st.container(key=NetworksKey.SOURCES):
        # Streamlit's own table truncates text, but authors, licences and addresses must be shown in full.
        st.html(cards_html(data_table(bundle.card), f"What {bundle.title} learned from"))


def _show_curves(bundle: Bundle) -> None:
    try:
        history = read_history(bundle)
    except InklingError as error:
        st.info(escape_markdown(error.sentence), icon=":material/info:")
        return
    if len(history) > 1:
        best = best_epoch(history)
        for column, figure in zip(st.columns(2), ("accuracy", "loss"), strict=True):
            with column:
                show_chart(
                    curves_chart(history, figure, int(best)), alt_text=curves_in_words(history, figure)
                )
        st.caption(
            "Epoch: one pass over all training pictures. Loss: how far its answers are from the truth, which "
            "learning reduces. Training: pictures that it learned from; validation: others, on which it "
            f"is only checked. The dashed line marks the best epoch, {best:g}."
        )
    else:
        only = history.iloc[0]
        right = (
            f"it was right on {share_in_percent(only['accuracy'])} of the training pictures and on "
            f"{share_in_percent(only['val_accuracy'])} of other pictures."
        )
        if bundle.card.training.strategy == "head":
            st.markdown(f"Only the last layer was trained, in one step, so there are no curves: {right}")
        else:
            st.markdown(
                f"Of its training, only the end was kept: after epoch {only['epoch']:g} {right} "
                "Epoch: one pass over all training pictures."
            )
    if "learning_rate" in history:
        # A last layer that was solved for in one step has no learning rate.
        history["learning_rate"] = history["learning_rate"].where(history["learning_rate"] > 0)
    show_numbers("curves", history, shares=("accuracy", "val_accuracy"))
