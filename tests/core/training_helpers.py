"""Short runs on a few drawings for tests, in this process or in a worker, and waiting for them."""

import signal
import time
from dataclasses import replace

import psutil

from core.bundles.library import read_library
from core.jobs.process import OVER, update_state
from core.storage.paths import home
from core.training import runs
from core.training.presets import suggest
from core.training.runs import read_run, start_run
from core.workers import train
from tests.core.drawn import drawn_data_set

PATIENCE_SECONDS = 120
FIGURES = ("accuracy", "best_epoch", "confusion", "calibration_error_after")


def small_request(tmp_path, each=10, **changes):
    """A request for a quick training on drawings."""
    data_set = drawn_data_set(tmp_path, each=each)
    asked = replace(suggest(data_set, "My things", effort="Quick").request, bundle="my-things")
    # One variant of each picture is enough unless a test asks for more.
    return replace(asked, **({"augmentations": 1} | changes))


def train_in_this_process(patch):
    """Makes runs train at once in this process; a worker takes three seconds to start, or ten with Keras."""
    # The tests' own process could not raise its priority again.
    patch.setattr("os.nice", lambda by: by)

    def start(_, folder):
        update_state(folder, status="waiting", message="", started=time.time())
        train.main(folder)

    patch.setattr(runs, "start_worker", start)


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
    """A finished run."""
    return wait_for(start_run(small_request(tmp_path, **changes)).name)


def figures_of(run):
    """The figures that two runs with the same seed have in common."""
    return [getattr(run.outcome, name) for name in FIGURES]


def own_bundles():
    """The names of the taught bundles; asserts that none of them is incomplete."""
    library = read_library([home() / "models"])
    assert library.refused == []
    return list(library.bundles)


def worker_of(run):
    """The worker process of a run, found by its command line, or None."""
    for process in psutil.process_iter(["cmdline"]):
        if str(run.folder) in (process.info["cmdline"] or []):
            return process
    return None


def kill(run):
    """Kills a run's worker, like a power cut."""
    if process := worker_of(run):
        process.send_signal(signal.SIGKILL)
        process.wait(60)
