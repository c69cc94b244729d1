"""The time of an answer, measured with a clock that the test controls."""

import pytest

from core.inference.timing import MAX_ANSWERS, MIN_ANSWERS, measure_time


class Clock:
    """A clock that advances by the same step whenever it is read."""

    def __init__(self, step_seconds):
        self.step_seconds, self.seconds = step_seconds, 0.0

    def __call__(self):
        self.seconds += self.step_seconds
        return self.seconds


@pytest.mark.parametrize(
    ("name", "step_seconds", "answers"),
    [("digits-dense", 0.0, MAX_ANSWERS), ("digits-dense", 0.21, 7), ("things-1000", 9.0, MIN_ANSWERS)],
)
def test_it_takes_as_many_answers_as_fit_into_a_second(classifiers, name, step_seconds, answers):
    timing = measure_time(classifiers[name], Clock(step_seconds))
    assert timing.answers == answers
    assert timing.median_ms > 0
