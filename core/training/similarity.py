"""Divides a data set anew once a network has described its pictures: that also tells copies that were cut."""

import numpy as np

from core.bundles.bundle import Bundle
from core.datasets.near_duplicates import join_similar, write_similar
from core.training.prepared_data import PreparedData, regrouped

# Classes that a backbone must have been taught to tell photos apart.
_MIN_CLASSES = 100


def regroup_by_features(prepared: PreparedData, base: Bundle, features: np.ndarray) -> PreparedData:
    """Keeps pictures on one side of the split that the backbone describes in nearly the same way.

    What is found is written beside the data set, where its checks look.

    Args:
        prepared: The prepared data.
        base: The backbone.
        features: `(n, variants, features)` of all pictures by the backbone.

    Returns:
        The same data, divided anew; unchanged for drawings, which are alike without being copies, and where
        the backbone was taught too little to tell photos apart.
    """
    if prepared.data_set.kind == "ink" or base.card.classes < _MIN_CLASSES:
        return prepared
    samples = prepared.samples
    groups = join_similar(
        prepared.near_duplicates, [sample.perceptual_hash for sample in samples], features[:, 0]
    )
    write_similar(prepared.data_set.folder, [sample.sha256 for sample in samples], groups)
    return regrouped(prepared, groups)
