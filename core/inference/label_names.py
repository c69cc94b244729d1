"""Names of classes, matched between networks and data sets."""

from collections.abc import Sequence

from core.storage.names import clean_label


def label_indices(labels: Sequence[str]) -> dict[str, int]:
    """Returns a network's classes by the names under which data may have them.

    Args:
        labels: The network's classes, in the order of its logits.

    Returns:
        The index of each class by its cleaned name. Names of folders often carry `_` for a space, so both
        are there.
    """
    index_of = {clean_label(label.replace(" ", "_")): index for index, label in enumerate(labels)}
    return index_of | {clean_label(label): index for index, label in enumerate(labels)}
