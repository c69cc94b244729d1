"""Medians of timings, and the description of the machine."""

import os
import platform

from recipes import timing


def test_the_median_is_that_of_the_calls_in_milliseconds(monkeypatch):
    calls = []
    # Start and end times of three calls, which take 1, 30 and 2 milliseconds.
    clock = iter([0.0, 0.001, 1.0, 1.030, 2.0, 2.002])
    monkeypatch.setattr(timing.time, "perf_counter", lambda: next(clock))
    assert abs(timing.median_ms(lambda: calls.append(1), 3) - 2) < 1e-6
    assert len(calls) == 3


def test_the_machine_is_described_by_cores_system_and_python():
    description = timing.machine()
    assert f"{os.cpu_count()} cores" in description
    assert description.endswith(f"Python {platform.python_version()}")
