"""Which pictures a network has learned from: its accuracy on them says nothing about other pictures."""

from core.bundles.bundle import Bundle
from core.datasets.store import read_data_set
from core.errors import InklingError
from core.storage.paths import SHIPPED
from core.training.runs import list_runs


def learned_pictures(bundle: Bundle) -> frozenset[str] | None:
    """Returns the sha256 of each picture file that a network may have learned from.

    These are the pictures that are now in the data set that it was taught on, except for a part called test.
    Pictures that were held back in training are included: they come from the same source, so accuracy on them
    says little about other pictures.

    Args:
        bundle: The network.

    Returns:
        The checksums, in hexadecimal digits; None if they are unknown because the network was not taught on
        this computer or its data set cannot be read any more.
    """
    # Reading all trainings takes a while, and a network that ships was not taught by one of them.
    if bundle.is_imported or bundle.folder.parent == SHIPPED:
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
