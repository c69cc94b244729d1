"""Finds the pictures of a data set that are copies of each other, and removes them."""

from collections import defaultdict
from collections.abc import Collection

from core.datasets.corrections import relabel
from core.datasets.data_set import DataSet, Sample
from core.datasets.near_duplicates import duplicate_groups, join_known, look_of
from core.datasets.recordings import one_of_each_recording
from core.datasets.same_picture import are_copies, readable_details
from core.datasets.store import read_data_set
from core.errors import BadData
from core.plurals import counted
from core.storage.settings import require_private

# Each picture is compared with so many others of its group, so that a group may have thousands.
_COMPARED = 2


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
    groups = duplicate_groups([look_of(sample) for sample in distinct])
    groups = join_known(data_set.folder, [sample.sha256 for sample in distinct], groups)
    for sample, group in zip(distinct, groups, strict=True):
        by_group[int(group)].append(sample)
    # The pictures of a recording are meant to be alike, so one stands for all of them.
    distinct_groups = [one_of_each_recording(samples) for samples in by_group.values()]
    return [samples for samples in distinct_groups if len(samples) > 1]


def all_but_the_largest(group: list[Sample]) -> list[int]:
    """Returns the numbers of all pictures of a group except the largest, or the first of several largest."""
    return [sample.number for sample in _largest_first(group)[1:]]


def remove_near_copies(name: str, shown: Collection[int]) -> DataSet:
    """Removes near copies that are the same picture even in detail; of each picture, the largest copy stays.

    Args:
        name: The data set's name.
        shown: Numbers of the near copies that the user has seen; no others are removed.

    Returns:
        The data set after the change.

    Raises:
        BadData: If no two of them are the same picture.
        UnknownDataSet: If no data set has that name.
    """
    require_private("Changing a data set")
    data_set, seen = read_data_set(name), set(shown)
    removed: list[int] = []
    for group in near_copies(data_set):
        if len({sample.label for sample in group}) == 1:
            removed += _copies_in(data_set, [sample for sample in group if sample.number in seen])
    if not removed:
        raise BadData(
            "These pictures look alike, but none is a copy of another one, so none was removed. You can "
            f"remove pictures one by one below. Received: {counted(len(seen), 'picture')}"
        )
    return relabel(name, dict.fromkeys(removed))


def _copies_in(data_set: DataSet, group: list[Sample]) -> list[int]:
    """Returns the numbers of the pictures of a group that are the same as larger ones of it."""
    # What can no longer be read is no copy of anything.
    readable, details = readable_details(_largest_first(group), data_set.read)
    is_copy = are_copies(details, _COMPARED)
    return [sample.number for sample, copy in zip(readable, is_copy, strict=True) if copy]


def _largest_first(group: list[Sample]) -> list[Sample]:
    return sorted(group, key=lambda sample: (-sample.width_px * sample.height_px, sample.number))
