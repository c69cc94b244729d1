"""Counts function calls, so that a test can detect disproportionate work without a clock."""

import cProfile
import pstats
from collections.abc import Callable


def calls_of(work: Callable[[], object]) -> int:
    """Counts all function calls, including those of C functions, until `work` returns."""
    profile = cProfile.Profile()
    profile.runcall(work)
    return pstats.Stats(profile).total_calls
