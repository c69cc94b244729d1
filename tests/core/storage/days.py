"""Passing days and adjusted clocks, for tests of what is kept for a week."""

import time

from core.storage.kept_time import KEPT_DAYS

_clock_seconds, _clock_ns = time.time, time.time_ns


def set_clock(monkeypatch, days):
    """Sets the computer's clock a number of days ahead of the real time; behind it if negative."""
    monkeypatch.setattr(time, "time", lambda: _clock_seconds() + days * 86_400)
    monkeypatch.setattr(time, "time_ns", lambda: _clock_ns() + days * 86_400 * 10**9)


def pass_a_week(monkeypatch, used, after=0):
    """Lets more than a week pass, calling `used` each day; begins `after` days after the real time."""
    for day in range(KEPT_DAYS + 2):
        set_clock(monkeypatch, after + day)
        used()
