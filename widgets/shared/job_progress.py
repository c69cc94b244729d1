"""How far a job is, looked at again and again until it is over."""

from collections.abc import Callable
from typing import TypeVar

import streamlit as st

from core.errors import InklingError
from core.jobs.job import Job
from core.presentation.markdown import escape_markdown

_JobT = TypeVar("_JobT", bound=Job)
_LOOK_SECONDS = 0.5


def phase_of(job: Job) -> str:
    """Returns what a job does now."""
    return job.state.phase or "Starting"


def if_unchanged(job: _JobT, read: Callable[[str], _JobT], action: Callable[[], object]) -> None:
    """Does what a click asks of a job, unless the job began, stopped or ended after it was shown.

    Args:
        job: As it was shown.
        read: Reads it anew, by its name.
        action: What is done; else the page is shown anew, and says how the job is now.
    """
    now = read(job.name)
    if (now.is_over, now.is_under_way) == (job.is_over, job.is_under_way):
        action()


def follow_job(
    job: _JobT,
    read: Callable[[str], _JobT],
    words: Callable[[_JobT], str] = phase_of,
    show_more: Callable[[_JobT], object] = lambda job: None,
    look_seconds: float = _LOOK_SECONDS,
) -> None:
    """Shows how far a job is. Once it is over, interrupted or gone, the page is drawn anew and says so.

    Args:
        job: One that is waiting or running.
        read: Reads it anew, by its name.
        words: Says what it does now.
        show_more: Shows more of it, below the progress.
        look_seconds: Time between two looks.
    """

    @st.fragment(run_every=look_seconds)
    def live(name: str) -> None:
        try:
            now = read(name)
        except InklingError:
            # It was deleted, or damaged, since the page was drawn.
            st.rerun()
        if not now.is_under_way:
            st.rerun()
        state = now.state
        share = state.done / state.total if state.total else 0.0
        left = f", about {state.seconds_left:.0f} s left" if state.seconds_left else ""
        count = f": {state.done:,} of {state.total:,}{left}" if state.total else " ..."
        st.progress(min(share, 1.0), escape_markdown(f"{words(now)}{count}"))
        show_more(now)

    live(job.name)
