"""Names of classes, matched between networks and data sets."""

from collections.abc import Sequence

from core.storage.names import clean_label


def label_indices(labels: Sequence[str]) -> dict[str, int]:
    """Returns the indices of a network's classes by the names that data sets may use for them.

    Args:
        labels: The network's classes, in the order of its logits.

    Returns:
        The index of each class by its cleaned name. Folder names often have `_` instead of a space, so both
        forms are included.
    """
    index_of = {clean_label(label.replace(" ", "_")): index for index, label in enumerate(labels)}
    return index_of | {clean_label(label): index for index, label in enumerate(labels)}
