"""How much Python does, so that a test needs no clock to tell work that grows out of proportion."""

import cProfile
import pstats
from collections.abc import Callable


def calls_of(work: Callable[[], object]) -> int:
    """Counts the calls of functions, those written in C included, until `work` returns."""
    profile = cProfile.Profile()
    profile.runcall(work)
    return pstats.Stats(profile).total_calls
