"""Pictures -> a backbone's features: computed once, and stored with the data set.

Variant 0 of each picture is the picture itself. The others are its mirror image, if it is a photo, and random
augmentations, but always the same ones, so that they too are computed only once.
"""

from collections.abc import Collection, Iterator, Sequence
from contextlib import suppress
from itertools import islice
from pathlib import Path

import numpy as np
from safetensors import SafetensorError
from safetensors.numpy import load, save

from core.bundles.bundle import Bundle
from core.bundles.library import read_library
from core.datasets.data_set import DataSet, Sample, write_beside
from core.datasets.store import data_sets
from core.errors import UnknownDataSet
from core.inference.classifier import Classifier
from core.jobs.parallel import ordered_map
from core.preprocessing.augmentation import variations
from core.storage.progress import Progress

_FOLDER = "features"
_MIRRORED = "-mirrored"
_PARTS = "part-*.safetensors"
# Number of pictures whose features are stored in one file.
_PART = 256
# That file is rewritten after this many pictures: a killed worker loses at most these and those in progress.
_CHECKPOINT = 16


def features_of(
    data_set: DataSet,
    samples: Sequence[Sample],
    classifier: Classifier,
    augmentations: int,
    progress: Progress,
) -> np.ndarray:
    """Returns the features of pictures, read from storage or computed on all cores.

    Those that are stored with another data set, as after an import of a folder that has grown, are used too.

    Args:
        data_set: The data set that the pictures are from.
        samples: The pictures.
        classifier: The backbone.
        augmentations: Number of variants of each picture; 1 for the picture alone.
        progress: Called with the number of pictures done and the number of all pictures; may raise to stop.

    Returns:
        `(n, variants, features)` float32.

    Raises:
        BadData: If a picture no longer exists, or can no longer be read.
    """
    features_by_hash = _stored(data_set, classifier)
    missing = {
        sample.sha256: sample
        for sample in samples
        if sample.sha256 not in features_by_hash or len(features_by_hash[sample.sha256]) < augmentations
    }
    part = _Part(_folder(data_set, classifier))
    try:
        elsewhere = _stored_elsewhere(data_set, missing.keys(), classifier, augmentations)
        for sha256, features in elsewhere.items():
            features_by_hash[sha256] = features
            # The other data set may be deleted.
            part.add(sha256, features)
            del missing[sha256]
        done = len(samples) - len(missing)
        progress(done, len(samples))
        lacking = [(sample, features_by_hash.get(sha256)) for sha256, sample in missing.items()]
        for sample, features in _completed(data_set, lacking, classifier, augmentations):
            features_by_hash[sample.sha256] = features
            part.add(sample.sha256, features)
            done += 1
            progress(done, len(samples))
    finally:
        # If this was stopped, the next training goes on from here.
        part.write()
    features = np.stack([features_by_hash[sample.sha256][:augmentations] for sample in samples])
    return features.astype(np.float32)


def forget_old_features() -> None:
    """Deletes stored features of networks that no longer exist; must not be called while others train."""
    keys = {_key(bundle) for bundle in read_library().bundles.values()}
    for data_set in data_sets():
        for folder in (data_set.folder / _FOLDER).glob("*"):
            if folder.name.removesuffix(_MIRRORED) not in keys:
                # Somebody else's data set may be read-only, or the user may have put something there.
                with suppress(OSError):
                    for path in folder.glob(_PARTS):
                        path.unlink()
                    folder.rmdir()


def _folder(data_set: DataSet, classifier: Classifier) -> Path:
    suffix = _MIRRORED if classifier.preprocessor.kind == "photo" else ""
    return data_set.folder / _FOLDER / f"{_key(classifier.bundle)}{suffix}"


def _stored(data_set: DataSet, classifier: Classifier) -> dict[str, np.ndarray]:
    """Reads the features that are stored with a data set, by the pictures' checksums."""
    folder = _folder(data_set, classifier)
    # In version 0.1, the variants of photos were all random; only the photos themselves are the same.
    before = _read_parts(folder.with_name(_key(classifier.bundle)))
    if classifier.preprocessor.kind == "photo":
        before = {sha256: features[:1] for sha256, features in before.items()} | _read_parts(folder)
    return before


def _stored_elsewhere(
    data_set: DataSet, wanted: Collection[str], classifier: Classifier, augmentations: int
) -> dict[str, np.ndarray]:
    """Reads the features that other data sets have of wanted pictures, which are given by their checksums."""
    others = [other for other in data_sets() if other.name != data_set.name] if wanted else []
    return {
        sha256: features
        for other in others
        if any(sample.sha256 in wanted for sample in other.samples)
        for sha256, features in _stored(other, classifier).items()
        if sha256 in wanted and len(features) >= augmentations
    }


def _completed(
    data_set: DataSet,
    samples: Sequence[tuple[Sample, np.ndarray | None]],
    classifier: Classifier,
    augmentations: int,
) -> Iterator[tuple[Sample, np.ndarray]]:
    """Computes the missing features of each picture, on all cores.

    Args:
        data_set: The data set that the pictures are from.
        samples: The pictures, each with the features of its first variants, if they are stored.
        classifier: The backbone.
        augmentations: Number of variants of each picture.

    Yields:
        Each picture with its features `(variants, features)` float16.
    """

    def complete(lacking: tuple[Sample, np.ndarray | None]) -> np.ndarray:
        sample, stored = lacking
        known = [] if stored is None else list(stored)
        generator = np.random.default_rng(int(sample.sha256[:15], 16))
        pixels = variations(classifier.preprocessor, data_set.read(sample), generator, augmentations)
        computed = [_pooled_features(classifier, variant) for variant in islice(pixels, len(known), None)]
        return np.stack([*known, *computed]).astype(np.float16)

    for (sample, _), features in ordered_map(complete, samples):
        yield sample, features


def _pooled_features(classifier: Classifier, pixels: np.ndarray) -> np.ndarray:
    features = classifier.run(pixels)[1]
    assert features is not None
    return features.mean(axis=(0, 1))


def _key(bundle: Bundle) -> str:
    """Returns a name for the backbone's exact network, since features of another network are of no use."""
    return f"{bundle.name}-{bundle.card.sha256['model.tflite'][:12]}"


def _read_parts(folder: Path) -> dict[str, np.ndarray]:
    features_by_hash: dict[str, np.ndarray] = {}
    for path in sorted(folder.glob(_PARTS)):
        # The features in a damaged file are computed again. Those in bfloat16, which NumPy does not have,
        # raise KeyError.
        with suppress(SafetensorError, OSError, KeyError):
            stored = load(path.read_bytes())
            features_by_hash |= {sha256: array for sha256, array in stored.items() if _is_sound(array)}
    return features_by_hash


def _is_sound(features: np.ndarray) -> bool:
    """Returns whether these can be features; the format has no checksum that would tell damaged ones."""
    return features.dtype == np.float16 and features.ndim == 2 and bool(np.isfinite(features).all())


class _Part:
    """Writes features into one file after another as they are computed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._begin()

    def add(self, sha256: str, features: np.ndarray) -> None:
        self._features[sha256] = features
        if len(self._features) % _CHECKPOINT == 0:
            self.write()
        if len(self._features) == _PART:
            self._begin()

    def write(self) -> None:
        if self._features:
            # Stored features only save time; somebody else's data set may be read-only.
            with suppress(UnknownDataSet, OSError):
                write_beside(self._folder.parents[1], self._path, save(self._features))

    def _begin(self) -> None:
        number = len(list(self._folder.glob(_PARTS)))
        self._path = self._folder / f"part-{number:04}.safetensors"
        self._features: dict[str, np.ndarray] = {}
