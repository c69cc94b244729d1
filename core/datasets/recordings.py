"""Recordings: pictures that a camera took in one go, nearly alike, which count as one.

Each picture of a recording carries its number. Kept on one side of the split, as near duplicates are, they
cannot make the figures of the test too good.
"""

import uuid
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from core.datasets.data_set import DataSet, Sample
from core.datasets.ingestion import require_room, required_label, store_pictures
from core.datasets.near_duplicates import join_groups
from core.datasets.store import add_samples
from core.errors import BadData, InklingError
from core.preprocessing.camera_frames import RECORDED, check_frame
from core.preprocessing.image_source import ImageSource

# At ten a second, twelve seconds.
MAX_RECORDED = 120
_NAMED = 3


def add_recording(data_set: DataSet, pictures: Sequence[bytes], label: str) -> DataSet:
    """Adds the pictures of one recording, all of them or none; undoing takes all of them back.

    Args:
        data_set: The data set.
        pictures: JPEG files, within `core.preprocessing.camera_frames.RECORDED`.
        label: What they show.

    Returns:
        The data set as it is now.

    Raises:
        BadData: If no class is said, or there are no pictures, or too many.
        UnreadablePicture: If one of them cannot be read.
    """
    label = required_label(label)
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
    samples: list[Sample] = []
    for _, outcome in store_pictures(data_set, sources):
        if isinstance(outcome, InklingError):
            raise outcome
        samples.append(replace(outcome, recording=recording))
    return add_samples(data_set, samples, what=f'A recording of "{label}" was added')


def join_recordings(groups: np.ndarray, samples: Sequence[Sample]) -> np.ndarray:
    """Joins groups of near duplicates that have pictures of one recording.

    Args:
        groups: `(n,)` int, as `core.datasets.near_duplicates.duplicate_groups` returns them.
        samples: The `n` pictures.

    Returns:
        `(n,)` int: for each picture the number of the first one of its group.
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
    """Leaves the first picture of each recording in each class, and all that were not recorded."""
    first: dict[tuple[str, str], Sample] = {}
    for sample in samples:
        first.setdefault((sample.label, sample.recording or f"picture {sample.number}"), sample)
    return list(first.values())


def single_recordings_in_words(data_set: DataSet) -> str:
    """Says which classes have two pictures or more, all of a single recording; empty if none has."""
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
    more = f" and {len(single) - _NAMED:,} more" if len(single) > _NAMED else ""
    return (
        ", ".join(f'"{label}"' for label in single[:_NAMED])
        + f"{more} {'was' if len(single) == 1 else 'were each'} recorded in one go, so the test pictures are "
        "nearly those that it learns from. Record again, turned or in another place."
    )
