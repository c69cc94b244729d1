"""The output of wrk is parsed, errors included."""

import math

import pytest

from benchmarks.wrk import parsed

PRINTED = """Running 4s test @ http://localhost:8790/api/v1/predict
  1 threads and 8 connections
  Thread Stats   Avg      Stdev     Max   +/- Stdev
    Latency    67.77ms   51.98ms 538.11ms   90.35%
  Latency Distribution
     50%  850.00us
     75%   71.98ms
     90%  109.22ms
     99%    1.60s 
  503 requests in 4.00s, 234.50KB read
Requests/sec:    125.65
Transfer/sec:     58.58KB
"""


def test_figures_are_read_in_their_units():
    load = parsed(PRINTED)
    assert (load.requests, load.per_second, load.errors) == (503, 125.65, 0)
    assert (load.median_ms, load.slow_ms) == (pytest.approx(0.85), 1_600.0)


def test_errors_of_all_kinds_are_counted():
    more = "  Socket errors: connect 1, read 2, write 3, timeout 4\n  Non-2xx or 3xx responses: 5\n"
    load = parsed(PRINTED.replace("  503", f"{more}  503"))
    assert load.errors == 15
    assert math.isnan(parsed(PRINTED.replace("99%", "98%")).slow_ms)


def test_anything_else_is_refused():
    with pytest.raises(ValueError, match="wrk: command not found"):
        parsed("wrk: command not found")
