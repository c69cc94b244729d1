"""The process that adds a network: `python -m core.workers.add_network FOLDER`."""

import sys
import traceback
from pathlib import Path

from filelock import FileLock, Timeout

from core.bundles.additions import Addition, read_addition
from core.errors import InklingError, Stopped
from core.jobs.process import update_state
from core.jobs.progress import ProgressWriter
from core.storage.download import download
from core.storage.files import sweep, translating_disk_full
from core.storage.paths import home

_LOCK_SECONDS = 5


def main(folder: Path) -> int:
    """Adds what a folder asks for; returns 0 if it is in the library now."""
    try:
        with FileLock(folder / "worker.lock", timeout=_LOCK_SECONDS):
            update_state(folder, **_ending(read_addition(folder.name)))
    except Timeout:
        return 1
    return 0 if read_addition(folder.name).status == "done" else 1


def _ending(addition: Addition) -> dict[str, object]:
    try:
        with translating_disk_full(home()):
            return {
                "status": "done",
                "phase": "done",
                "message": _add(addition, ProgressWriter(addition.folder)),
            }
    except Stopped as stopped:
        return {"status": "cancelled", "phase": "stopped", "message": str(stopped)}
    except InklingError as error:
        return {"status": "failed", "phase": "failed", "message": str(error)}
    except Exception as error:
        traceback.print_exc()
        words = "Something went wrong that should not have; details are in worker.log of this folder: "
        message = f"{words}{addition.folder}. Received: {type(error).__name__}"
        return {"status": "failed", "phase": "failed", "message": message}


def _add(addition: Addition, reporter: ProgressWriter) -> str:
    """Does all of it; returns what there is to say."""
    app, weights = addition.app, addition.weights
    sweep(home() / "networks")
    if weights is None:
        reporter.phase("Downloading")
        path = home() / "weights" / app.file.rsplit("/", 1)[1]
        weights = download(app.address, path, app.checksum, app.checksum_kind, reporter.progress_or_stop)
    # Importing TensorFlow takes seconds, so it comes after what can fail sooner.
    reporter.phase("Starting TensorFlow")
    from core.keras_models.applications import convert

    def report(phase: str) -> None:
        reporter.phase(phase)
        reporter.progress_or_stop(0, 0)

    bundle = convert(app, weights, addition.precision, report)
    vouched = "" if bundle.card["training"]["official_weights"] else " No checksum could vouch for its file."
    return f"{bundle.title} is in the library as {bundle.name}.{vouched}"


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]).resolve()))
