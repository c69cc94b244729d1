"""Shows the progress of a job, updated until the job has ended."""

from collections.abc import Callable
from typing import TypeVar

import streamlit as st

from core.errors import InklingError
from core.jobs.job import Job
from core.jobs.process import State, stop_request
from core.plurals import time_in_words
from core.presentation.markdown import escape_markdown

_JobT = TypeVar("_JobT", bound=Job)
_LOOK_SECONDS = 0.5


def phase_of(job: Job) -> str:
    """Returns what a job is doing now."""
    return job.state.phase or "Starting"


def count_of(state: State) -> str:
    """Returns how far a phase of known length is, and how much time is left if that is known."""
    left = f", about {time_in_words(state.seconds_left)} left" if state.seconds_left else ""
    return f"{state.done:,} of {state.total:,}{left}"


def if_unchanged(job: _JobT, read: Callable[[str], _JobT], action: Callable[[], object]) -> None:
    """Carries out a click on a job, unless the job started, stopped or ended after it was shown.

    Args:
        job: The job as it was shown.
        read: Reads the current job by its name.
        action: The action. If it is skipped, the rerun of the page shows the job's current state.
    """
    now = read(job.name)
    if (now.is_over, now.is_under_way) == (job.is_over, job.is_under_way):
        action()


def follow_job(
    job: _JobT,
    read: Callable[[str], _JobT],
    words: Callable[[_JobT], str] = phase_of,
    show_more: Callable[[_JobT], object] = lambda job: None,
    count: Callable[[State], str] = count_of,
    look_seconds: float = _LOOK_SECONDS,
) -> None:
    """Shows a job's progress; reruns the page once the job has ended, is interrupted or deleted.

    A job that is asked to stop first finishes a step, which can take a minute. Until then, the text says so.

    Args:
        job: A waiting or running job.
        read: Reads the current job by its name.
        words: Returns a text on what the job is doing now.
        show_more: Shows further details below the progress bar.
        count: Returns how far a phase of known length is.
        look_seconds: Seconds between updates.
    """

    @st.fragment(run_every=look_seconds)
    def live(name: str) -> None:
        try:
            now = read(name)
        except InklingError:
            # The job was deleted or damaged since the page was shown.
            st.rerun()
        if not now.is_under_way:
            st.rerun()
        state = now.state
        share = state.done / state.total if state.total else 0.0
        if stop_request(now.folder):
            text = f"Stopping soon. {words(now)} ..."
        else:
            text = f"{words(now)}: {count(state)}" if state.total else f"{words(now)} ..."
        st.progress(min(share, 1.0), escape_markdown(text))
        show_more(now)

    live(job.name)
