"""Which pictures a network has learned from: on those, how often it is right says nothing about others."""

from core.bundles.bundle import Bundle
from core.datasets.store import read_data_set
from core.errors import InklingError
from core.training.runs import list_runs


def learned_pictures(bundle: Bundle) -> frozenset[str] | None:
    """Returns the sha256 of each picture that a network may have learned from, as a file.

    They are those of the data set that it was taught on, as it is now, but for a part called test: which of
    the others were held back in training counts for little, as they are from the same source.

    Args:
        bundle: The network.

    Returns:
        The checksums, in hexadecimal digits; None where it is not known here: the network was not taught on
        this computer, or its data set is gone.
    """
    if bundle.is_imported:
        return None
    for run in list_runs():
        if run.outcome is None or run.outcome.bundle != bundle.name:
            continue
        try:
            data_set = read_data_set(run.request.data_set)
        except InklingError:
            return None
        return frozenset(sample.sha256 for sample in data_set.samples if sample.part != "test")
    return None
