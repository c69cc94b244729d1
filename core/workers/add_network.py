"""The process that adds one network: `python -m core.workers.add_network FOLDER`."""

import sys
from pathlib import Path

from core.bundles.additions import Addition, read_addition
from core.errors import BadData
from core.jobs.process import run_to_end
from core.jobs.progress import ProgressWriter
from core.storage.download import download
from core.storage.leftovers import sweep_all
from core.storage.paths import weights_folder


def main(folder: Path) -> int:
    """Adds the network that a folder's request names.

    Args:
        folder: The addition's folder.

    Returns:
        0 if the network is now in the library, else 1.
    """
    status = run_to_end(folder, lambda: {"message": _add(read_addition(folder.name), ProgressWriter(folder))})
    return 0 if status == "done" else 1


def _add(addition: Addition, progress: ProgressWriter) -> str:
    """Downloads, converts and adds the network; returns a summary sentence."""
    app, weights = addition.app, addition.weights
    sweep_all()
    if weights is None:
        progress.phase("Downloading")
        path = weights_folder() / app.file_name
        weights = download(app.address, path, app.checksum, app.checksum_kind, progress.progress_or_stop)
    # Importing TensorFlow takes seconds, so it comes after the steps that can fail sooner.
    progress.phase("Starting TensorFlow")
    from core.keras_models.applications import convert

    def begin_phase(phase: str) -> None:
        progress.phase(phase)
        progress.progress_or_stop(0, 0)

    try:
        bundle = convert(app, weights, addition.precision, begin_phase)
    except BadData:
        if addition.weights is None and not app.checksum:
            # A network filter may have sent its own page, which the next attempt would take for the file.
            weights.unlink(missing_ok=True)
        raise
    doubt = "" if bundle.card.training.official_weights else " Its checksum could not be verified."
    return f"{bundle.title} is in the library as {bundle.name}.{doubt}"


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]).resolve()))
