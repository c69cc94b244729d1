"""Photos that a person has chosen, and many of them on their way through networks."""

import tempfile
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field

from core.inference.batch import Batch
from core.preprocessing.image_source import ImageSource


@dataclass(frozen=True)
class PhotoSelection:
    """Photos that a person has chosen.

    Attributes:
        photos: The photos, unread.
        fingerprint: Tells them from those that were chosen before.
        scratch: Folder into which they were unpacked, which lives as long as this.
    """

    photos: Sequence[ImageSource]
    fingerprint: str
    scratch: tempfile.TemporaryDirectory[str] | None = field(default=None, repr=False)


@dataclass(frozen=True)
class PhotoBatch:
    """Many photos on their way through networks, or done.

    Attributes:
        fingerprint: Tells the photos and the networks from all others.
        batch: The work.
    """

    fingerprint: Hashable
    batch: Batch
