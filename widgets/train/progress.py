"""A run that is not over: its progress, its curves, and the buttons that stop or resume it."""

from functools import partial

import streamlit as st

from core.errors import without_received
from core.jobs.log import read_log
from core.jobs.process import stop_request
from core.presentation.markdown import escape_markdown
from core.presentation.training_charts import curves_chart, curves_in_words
from core.presentation.wording import in_decimals, share_in_percent
from core.storage.settings import is_public
from core.training.runs import Run, cancel_run, delete_run, read_run, resume_run
from widgets.shared.actions import action_button
from widgets.shared.charts import show_chart
from widgets.shared.job_progress import follow_job, if_unchanged
from widgets.shared.panel_keys import PanelKey
from widgets.shared.widget_keys import RunKey

_LOOK_SECONDS = 1.0
_LOG_PX = 320


def show_progress(run: Run) -> None:
    """Shows a run that is not over: its progress, updated every second, or how to resume it."""
    if run.status == "interrupted":
        _show_interrupted(run)
        return

    follow_job(run, read_run, lambda now: now.phase.capitalize(), show_curves, look_seconds=_LOOK_SECONDS)
    asked = stop_request(run.folder)
    with st.container(horizontal=True):
        action_button(
            "Stop and keep the best so far",
            partial(if_unchanged, run, read_run, partial(cancel_run, run.name, keep=True)),
            icon=":material/stop_circle:",
            key=RunKey.KEEP.of(run.name),
            disabled=asked != "",
        )
        if not is_public():
            action_button(
                "Discard it",
                partial(if_unchanged, run, read_run, partial(cancel_run, run.name, keep=False)),
                icon=":material/delete:",
                key=RunKey.DISCARD.of(run.name),
                disabled=asked == "discard",
            )


def show_curves(run: Run) -> None:
    """Shows the curves of training and validation, with the best epoch marked."""
    history = run.history()
    if history.empty:
        return
    if len(history) == 1 and run.request.strategy == "head":
        # A last layer is fitted in one step, so there is no curve to show.
        only = history.iloc[0]
        st.caption(
            f"Only the last layer was trained, in one step: {share_in_percent(only['accuracy'])} right on "
            f"the training pictures, {share_in_percent(only['val_accuracy'])} on similar ones."
        )
        return
    best = int(history["val_loss"].idxmin()) + 1
    # Side by side only if there is enough room to read both.
    with st.container(horizontal=True, key=RunKey.CURVES.of(run.name)):
        for figure in ("accuracy", "loss"):
            show_chart(
                curves_chart(history, figure, best),
                key=RunKey.CURVE.of(run.name, figure),
                alt_text=curves_in_words(history, figure),
            )
    last = history.iloc[-1]
    # Fine-tuning starts from a last layer that was fitted in one step, without a learning rate.
    rate = last["learning_rate"]
    at_rate = f", learning rate {in_decimals(rate)}" if rate > 0 else ""
    words = (
        f"Epoch {len(history)}{at_rate}. The dashed line marks the best epoch, {best}: its network is kept."
    )
    st.caption(escape_markdown(words))


def resume_button(run: Run, words: str) -> None:
    """Shows a button that resumes a run from what it has written."""
    action_button(
        words,
        partial(resume_run, run.name),
        type="primary",
        icon=":material/play_arrow:",
        key=RunKey.RESUME.of(run.name),
    )


def show_log(run: Run) -> None:
    """Shows the end of the worker's output, if there is any."""
    if log := read_log(run.folder):
        with st.expander("Training log", icon=":material/article:", key=PanelKey.LOG.of(run.name)):
            st.code(log, language=None, height=_LOG_PX)


def _show_interrupted(run: Run) -> None:
    st.warning(
        "This training was interrupted, perhaps because the computer was switched off. Nothing is lost: "
        "you can resume it where it stopped.",
        icon=":material/power_off:",
    )
    if run.message:
        st.caption(escape_markdown(without_received(run.message)))
    show_curves(run)
    with st.container(horizontal=True):
        resume_button(run, "Resume")
        if not is_public():
            action_button(
                "Discard it",
                partial(if_unchanged, run, read_run, partial(delete_run, run.name)),
                icon=":material/delete:",
                key=RunKey.DELETE.of(run.name),
            )
    show_log(run)
