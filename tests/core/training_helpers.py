"""Runs in tests: short ones on a few drawings, waited for, in this process or in a worker."""

import time
from dataclasses import replace

from core.jobs.process import OVER
from core.training.presets import suggest
from core.training.runs import read_run, start_run
from tests.core.drawn import drawn_data_set

PATIENCE_SECONDS = 120


def small_request(tmp_path, each=10, **changes):
    """A request for a quick training on drawings."""
    data_set = drawn_data_set(tmp_path, each=each)
    asked = replace(suggest(data_set, "My things", effort="Quick").request, bundle="my-things")
    return replace(asked, **changes)


def wait_for(name, *statuses, phase=None):
    """Waits until a run has one of the statuses, or is in a phase."""
    until = time.monotonic() + PATIENCE_SECONDS
    while True:
        run = read_run(name)
        if run.status in (statuses or (*OVER, "interrupted")) or (phase and phase in run.phase):
            return run
        assert time.monotonic() < until, run
        time.sleep(0.01)


def trained(tmp_path, **changes):
    """A run that is done."""
    return wait_for(start_run(small_request(tmp_path, **changes)).name)
