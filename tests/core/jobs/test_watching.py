"""Waiting for a job shows its progress; Ctrl-C stops the job, not only the waiting."""

from dataclasses import replace

import pytest

from core.jobs.job import Job
from core.jobs.process import State
from core.jobs.watching import wait_until_over

RUNNING = State(status="running", phase="Counting", done=3, total=9, seconds_left=2.0)


def job_that_runs_through(tmp_path, *states):
    """A job in its first state, and a function that reads it in the next state each time."""
    first, *later = (Job(tmp_path / "counting", state) for state in states)
    remaining = iter(later)
    return first, lambda name: next(remaining)


@pytest.mark.parametrize("status", ["done", "cancelled", "failed", "interrupted"])
def test_it_shows_each_state_until_the_job_is_over(tmp_path, status):
    shown = []
    job, read = job_that_runs_through(tmp_path, State(status="waiting"), RUNNING, State(status=status))
    last = wait_until_over(job, read, lambda *progress: shown.append(progress), list, look_seconds=0)
    assert last.status == status
    assert shown == [("Starting", 0, 0, None), ("Counting", 3, 9, 2.0)]


def test_a_job_that_is_over_is_not_waited_for(tmp_path):
    job = Job(tmp_path, State(status="done"))
    assert wait_until_over(job, None, None, None) is job


def test_interrupting_asks_the_job_to_end_and_waits_for_that(tmp_path):
    asked = []
    job, read = job_that_runs_through(tmp_path, RUNNING, replace(RUNNING, status="done"))

    def show(*progress):
        if not asked:
            raise KeyboardInterrupt

    last = wait_until_over(job, read, show, lambda: asked.append(True), look_seconds=0)
    assert asked == [True]
    assert last.status == "done"


def test_interrupting_twice_ends_the_waiting(tmp_path):
    asked = []

    def interrupt(*_):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        wait_until_over(Job(tmp_path, RUNNING), None, interrupt, lambda: asked.append(True), look_seconds=0)
    assert asked == [True]
