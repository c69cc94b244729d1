"""Divides a data set again once a backbone has computed features, which also reveal cropped copies."""

import numpy as np

from core.bundles.bundle import Bundle
from core.datasets.near_duplicates import join_similar, look_of, write_similar
from core.training.prepared_data import PreparedData, regrouped

# Number of classes that a backbone must know for its features to tell photos apart.
_MIN_CLASSES = 100


def regroup_by_features(prepared: PreparedData, base: Bundle, features: np.ndarray) -> PreparedData:
    """Keeps pictures with nearly the same features on one side of the split.

    The groups found are stored with the data set, where its checks read them.

    Args:
        prepared: The prepared data.
        base: The backbone.
        features: `(n, variants, features)` of all pictures from the backbone.

    Returns:
        The same data, divided again; unchanged for drawings, which are alike without being copies, and for
        backbones that know too few classes to tell photos apart.
    """
    if prepared.data_set.kind == "ink" or base.card.classes < _MIN_CLASSES:
        return prepared
    samples = prepared.samples
    groups = join_similar(
        prepared.near_duplicates,
        [look_of(sample) for sample in samples],
        features[:, 0],
        lambda index: prepared.data_set.read(samples[index]),
    )
    write_similar(prepared.data_set.folder, [sample.sha256 for sample in samples], groups)
    return regrouped(prepared, groups)
