"""Recordings: nearly identical pictures that a camera took in one series, and that count as one.

Each picture stores the identifier of its recording. The pictures of a recording go into the same part of the
split, like near duplicates, so that they cannot make the test results look too good.
"""

import uuid
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from core.datasets.data_set import DataSet, Sample
from core.datasets.ingestion import add_stored, class_by_hand, require_room, store_pictures
from core.datasets.near_duplicates import join_groups
from core.datasets.unlisted import discard_unlisted
from core.errors import BadData, InklingError
from core.plurals import listed
from core.preprocessing.camera_frames import RECORDED, check_frame
from core.preprocessing.image_source import ImageSource

# Twelve seconds at ten pictures a second.
MAX_RECORDED = 120
_NAMED = 3


def add_recording(data_set: DataSet, pictures: Sequence[bytes], label: str) -> DataSet:
    """Adds all pictures of a recording or none of them; undoing removes all of them.

    Args:
        data_set: The data set to add to.
        pictures: JPEG files, within the bounds of `core.preprocessing.camera_frames.RECORDED`.
        label: Class of the pictures.

    Returns:
        The data set after the change.

    Raises:
        BadData: If the class is empty, or there are no pictures or too many.
        UnreadablePicture: If one of the pictures cannot be read.
    """
    label = class_by_hand(label, data_set)
    if not 1 <= len(pictures) <= MAX_RECORDED:
        raise BadData(
            f"A recording has 1 to {MAX_RECORDED} pictures: record it again. Received: {len(pictures):,}"
        )
    require_room(data_set, len(pictures))
    recording = uuid.uuid4().hex[:16]
    sources = [
        ImageSource(f"camera-{recording}-{number:03}.jpg", lambda data=data: data, label)  # type: ignore[misc]
        for number, data in enumerate((check_frame(data, RECORDED) for data in pictures), start=1)
    ]
    stored: list[tuple[Sample, ImageSource]] = []
    errors: list[InklingError] = []
    try:
        for source, outcome in store_pictures(data_set, sources):
            if isinstance(outcome, InklingError):
                errors.append(outcome)
            else:
                stored.append((replace(outcome, recording=recording), source))
        if errors:
            raise errors[0]
    except BaseException:
        discard_unlisted(data_set.folder, [sample for sample, _ in stored])
        raise
    return add_stored(data_set, stored, what=f'A recording of "{label}" was added', source_classes=[label])


def join_recordings(groups: np.ndarray, samples: Sequence[Sample]) -> np.ndarray:
    """Joins groups of near duplicates that have pictures of the same recording.

    Args:
        groups: `(n,)` int, as `core.datasets.near_duplicates.duplicate_groups` returns them.
        samples: The `n` pictures.

    Returns:
        `(n,)` int: for each picture, the index of the first picture of its group.
    """
    joined = groups.copy()
    members: dict[str, list[int]] = defaultdict(list)
    for index, sample in enumerate(samples):
        if sample.recording:
            members[sample.recording].append(index)
    for indices in members.values():
        join_groups(joined, indices)
    return joined


def one_of_each_recording(samples: Sequence[Sample]) -> list[Sample]:
    """Returns the first picture of each recording in each class, and all pictures that were not recorded."""
    first: dict[tuple[str, str], Sample] = {}
    for sample in samples:
        first.setdefault((sample.label, sample.recording or f"picture {sample.number}"), sample)
    return list(first.values())


def single_recordings_in_words(data_set: DataSet) -> str:
    """Names classes with at least two pictures, all from a single recording; empty if there are none."""
    recordings: dict[str, set[str]] = defaultdict(set)
    for sample in data_set.samples:
        recordings[sample.label].add(sample.recording)
    single = [
        label
        for label, count in data_set.counts().items()
        if count > 1 and len(recordings[label]) == 1 and "" not in recordings[label]
    ]
    if not single:
        return ""
    names = listed([f'"{label}"' for label in single], _NAMED)
    return (
        f"{names} {'was' if len(single) == 1 else 'were each'} recorded in a single take, so the test "
        "pictures are almost the same as the training pictures. Record again, turned or in another place."
    )
