"""Finds the pictures of a data set that are copies of each other."""

from collections import defaultdict

from core.datasets.data_set import DataSet, Sample
from core.datasets.near_duplicates import duplicate_groups, join_known
from core.datasets.recordings import one_of_each_recording


def exact_copies(data_set: DataSet) -> list[list[Sample]]:
    """Returns the groups of pictures whose files are identical, byte by byte."""
    by_content = defaultdict(list)
    for sample in data_set.samples:
        by_content[sample.sha256].append(sample)
    return [group for group in by_content.values() if len(group) > 1]


def near_copies(data_set: DataSet) -> list[list[Sample]]:
    """Returns the groups of nearly identical pictures, each file once; none for drawings.

    Simple drawings look alike without being copies.
    """
    if data_set.kind == "ink":
        return []
    distinct = list({sample.sha256: sample for sample in data_set.samples}.values())
    by_group = defaultdict(list)
    groups = duplicate_groups([sample.perceptual_hash for sample in distinct])
    groups = join_known(data_set.folder, [sample.sha256 for sample in distinct], groups)
    for sample, group in zip(distinct, groups, strict=True):
        by_group[int(group)].append(sample)
    # The pictures of a recording are meant to be alike, so one stands for all of them.
    counted = [one_of_each_recording(samples) for samples in by_group.values()]
    return [samples for samples in counted if len(samples) > 1]


def all_but_the_largest(group: list[Sample]) -> list[int]:
    """Returns the numbers of all pictures of a group except the largest, or the first of several largest."""
    ordered = sorted(group, key=lambda sample: (-sample.width_px * sample.height_px, sample.number))
    return [sample.number for sample in ordered[1:]]
