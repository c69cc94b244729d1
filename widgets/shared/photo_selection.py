"""Photos that the user has chosen, and batches of them that networks answer."""

import tempfile
from collections.abc import Hashable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field

from core.inference.batch import Batch
from core.preprocessing.image_source import ImageSource


@dataclass(frozen=True)
class PhotoSelection:
    """Photos that the user has chosen.

    Attributes:
        photos: The photos, not yet read.
        fingerprint: Distinguishes them from earlier selections.
        scratch: Folder that they were unpacked into, if any; exists at least as long as this object.
    """

    photos: Sequence[ImageSource]
    fingerprint: str
    scratch: tempfile.TemporaryDirectory[str] | None = field(default=None, repr=False)


@dataclass(frozen=True)
class PhotoBatch:
    """Many photos that networks are answering or have answered.

    Attributes:
        fingerprint: Identifies the photos and the networks.
        batch: The running or finished work.
    """

    fingerprint: Hashable
    batch: Batch


@dataclass(frozen=True)
class HandedOver:
    """Photos that are being made, or have been made, into a data set for the Train page.

    Attributes:
        fingerprint: That of the photos and the networks.
        future: The name of their import, once they are copied.
        progress: How many photos are copied, and of how many.
        visit: Number of the visit to the Photo page in which the click was made, as in `Visit`.
        told_in: Number of the later visit that shows how their import ended; 0 for none yet.
    """

    fingerprint: Hashable
    future: Future[str]
    progress: list[int]
    visit: int
    told_in: int = 0
