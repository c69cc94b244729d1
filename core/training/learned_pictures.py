"""Which pictures a network has learned from: its accuracy on them says nothing about other pictures."""

from collections.abc import Sequence

from core.bundles.bundle import Bundle
from core.datasets.store import read_data_set
from core.errors import InklingError
from core.storage.paths import SHIPPED
from core.training.runs import list_runs


def learned_pictures(bundles: Sequence[Bundle]) -> list[frozenset[str] | None]:
    """Returns for each network the sha256 of each picture file that it may have learned from.

    These are the pictures that are now in the data set that it was taught on, except for a part called test.
    Pictures that were held back in training are included: they come from the same source, so accuracy on them
    says little about other pictures.

    Args:
        bundles: The networks.

    Returns:
        The checksums, in hexadecimal digits; None if they are unknown because the network was not taught on
        this computer or its data set cannot be read any more.
    """
    own = {bundle.name for bundle in bundles if not (bundle.is_imported or bundle.folder.parent == SHIPPED)}
    # Reading all trainings takes a while, and a network that ships was not taught by one of them.
    runs = list_runs() if own else []
    taught_on: dict[str, str] = {}
    for run in runs:
        if run.outcome is not None and run.outcome.bundle in own:
            # The newest training comes first.
            taught_on.setdefault(run.outcome.bundle, run.request.data_set)
    return [_learned_from(taught_on.get(bundle.name)) for bundle in bundles]


def _learned_from(data_set_name: str | None) -> frozenset[str] | None:
    if data_set_name is None:
        return None
    try:
        data_set = read_data_set(data_set_name)
    except InklingError:
        return None
    return frozenset(sample.sha256 for sample in data_set.samples if sample.part != "test")
