"""Progress: changes are written, but not too often; the time left is estimated; requests to stop work."""

import pytest

from core.errors import Stopped
from core.jobs import progress as module
from core.jobs.process import read_state, request_stop
from core.jobs.progress import ProgressWriter
from core.storage.locks import locked


@pytest.fixture
def clock(monkeypatch):
    """A clock that stands still until it is set."""

    class Clock:
        seconds = 100.0

        def monotonic(self):
            return self.seconds

        def time(self):
            return 0.0

    clock = Clock()
    monkeypatch.setattr(module, "time", clock)
    return clock


@pytest.fixture
def held(tmp_path):
    """A folder whose worker is alive."""
    with locked(tmp_path / "worker.lock"):
        yield tmp_path


def test_a_phase_is_written_at_once_and_its_progress_now_and_then(held, clock):
    progress = ProgressWriter(held)
    progress.phase("Reading", 100)
    assert (read_state(held).phase, read_state(held).total) == ("Reading", 100)
    clock.seconds += 0.1
    progress.progress(1, 100)
    assert read_state(held).done == 0
    clock.seconds += 0.3
    progress.progress(2, 100)
    assert read_state(held).done == 2
    progress.progress(100, 100)
    assert read_state(held).done == 100


def test_the_time_left_is_by_the_pace_of_what_was_done_in_this_phase(held, clock):
    progress = ProgressWriter(held)
    progress.phase("Computing", 100)
    progress.progress(60, 100)  # already done in an earlier run
    clock.seconds += 2.0
    progress.progress(70, 100)
    assert read_state(held).seconds_left == pytest.approx(6.0)  # 5 per second, 30 to go


def test_the_time_left_is_known_before_the_first_of_a_few_long_steps_is_done(held, clock):
    progress = ProgressWriter(held)
    progress.phase("Fine-tuning", 4)
    for share in (0.25, 0.5):
        progress.progress(0, 4, share_of_next=share)
        clock.seconds += 2.0
    assert (read_state(held).done, read_state(held).seconds_left) == (0, pytest.approx(28.0))


def test_without_a_total_nothing_is_estimated(held, clock):
    progress = ProgressWriter(held)
    progress.phase("Downloading")
    for done in (1_000, 2_000):
        clock.seconds += 2.0
        progress.progress(done, 0)
    state = read_state(held)
    assert (state.done, state.seconds_left) == (2_000, None)


@pytest.mark.parametrize(
    ("request_", "has_checkpoint", "stops"),
    [("", False, False), ("keep", True, False), ("keep", False, True), ("discard", True, True)],
)
def test_it_stops_when_nothing_is_to_be_kept(held, request_, has_checkpoint, stops):
    progress = ProgressWriter(held, has_checkpoint)
    if request_:
        request_stop(held, request_)
    assert progress.stop_request() == request_
    if stops:
        with pytest.raises(Stopped, match="before there was anything to keep"):
            progress.progress_or_stop(1, 2)
    else:
        progress.progress_or_stop(1, 2)
