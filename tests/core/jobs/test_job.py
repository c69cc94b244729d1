"""A job either exists completely, waiting for its worker, or not at all."""

import time

import pytest

from core.errors import BadData
from core.jobs.job import Job, begin_job
from core.jobs.process import State, read_state


def test_it_waits_with_what_was_asked_for(tmp_path):
    before = time.time()

    def write(draft):
        draft.mkdir(parents=True)
        (draft / "request").write_text("please")
        # The draft is hidden, so lists of jobs do not show it yet.
        assert [path.name[0] for path in (tmp_path / "jobs").iterdir()] == ["."]

    folder = begin_job(tmp_path / "jobs", write)
    job = Job(folder, read_state(folder))
    assert [path.name for path in (tmp_path / "jobs").iterdir()] == [job.name]
    assert (folder / "request").read_text() == "please"
    assert job.status == "waiting"
    assert before <= job.state.created <= time.time()


@pytest.mark.parametrize(
    ("status", "is_under_way", "is_over"),
    [
        ("waiting", True, False),
        ("running", True, False),
        ("interrupted", False, False),
        ("done", False, True),
        ("failed", False, True),
        ("cancelled", False, True),
    ],
)
def test_one_that_was_interrupted_is_neither_under_way_nor_over(tmp_path, status, is_under_way, is_over):
    job = Job(tmp_path, State(status=status))
    assert (job.is_under_way, job.is_over) == (is_under_way, is_over)


def test_what_cannot_be_written_leaves_nothing(tmp_path):
    def refuse(draft):
        draft.mkdir(parents=True)
        raise BadData("It is too large.")

    with pytest.raises(BadData, match="too large"):
        begin_job(tmp_path / "jobs", refuse)
    assert list((tmp_path / "jobs").iterdir()) == []


def test_two_at_once_have_names_of_their_own(tmp_path):
    names = {begin_job(tmp_path, lambda draft: draft.mkdir()).name for _ in range(20)}
    assert len(names) == 20
