"""Photos of several data sets, and the features that the shipped photo network computes of them."""

import zipfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from core.bundles.library import read_library
from core.inference.classifier import Classifier
from core.inference.imagenet import imagenet_numbers
from core.jobs.parallel import ordered_map
from core.preprocessing.augmentation import variations
from core.preprocessing.decode import decode_image
from recipes.data import data_folder
from recipes.strangers import strangers

BACKBONE = "things-1000"
FOLDERS = ("ants_bees", "cats_dogs", "rock_paper_scissors", "pacs_photo")
CIFAR10 = "cifar10"
VARIANTS = 4  # of each picture: itself, mirrored, and changed at random
_CIFAR10_OF_EACH = 300  # pictures of each class


def pictures(name: str) -> Iterator[tuple[str, bytes]]:
    """Yields the class and the file content of each picture of a data set."""
    if name == CIFAR10:
        with zipfile.ZipFile(data_folder() / "cifar10_jpg.zip") as archive:
            counts: dict[str, int] = {}
            for entry in sorted(archive.namelist()):
                label = entry.split("/")[-2]
                if entry.endswith(".jpg") and counts.get(label, 0) < _CIFAR10_OF_EACH:
                    counts[label] = counts.get(label, 0) + 1
                    yield label, archive.read(entry)
        return
    for path in sorted((data_folder() / "photos" / name).rglob("*.jpg")):
        yield path.parent.name, path.read_bytes()


def features_of(name: str, folder: Path) -> tuple[np.ndarray, np.ndarray]:
    """Returns features `(n, variants, features)` and class numbers `(n,)`; computes them only once."""
    path = folder / f"{name}.npz"
    if not path.exists():
        classifier = Classifier(read_library().get(BACKBONE))

        def compute(entry: tuple[int, tuple[str, bytes]]) -> np.ndarray:
            number, (_, content) = entry
            generator = np.random.default_rng(number)
            seen = variations(classifier.preprocessor, decode_image(content), generator, VARIANTS)
            return np.stack([_features(classifier, pixels) for pixels in seen])

        rows = list(ordered_map(compute, enumerate(pictures(name))))
        np.savez(path, f=np.stack([row for _, row in rows]), y=[label for (_, (label, _)), _ in rows])
    with np.load(path) as kept:
        return kept["f"].astype(np.float32), np.unique(kept["y"], return_inverse=True)[1]


def features_of_strangers(folder: Path) -> np.ndarray:
    """Returns features `(n, channels)` of every other stranger of each kind; computes them only once.

    The backbone ships with the mean features of these.
    """
    path = folder / "strangers.npz"
    if not path.exists():
        classifier = Classifier(read_library().get(BACKBONE))
        shown = [picture for pictures in strangers().values() for picture in pictures[::2]]
        np.savez(path, f=[_features(classifier, classifier.preprocessor(picture)) for picture in shown])
    with np.load(path) as kept:
        features: np.ndarray = kept["f"].astype(np.float32)
    return features


def class_names(name: str) -> list[str]:
    """Returns the names of the classes of a data set in `FOLDERS`, in the order of their numbers."""
    return sorted(path.name for path in (data_folder() / "photos" / name).iterdir() if path.is_dir())


def sample_numbers() -> list[int]:
    """Returns the number of the ImageNet class that each of ImageNet's samples shows, in their order."""
    numbers = imagenet_numbers()
    paths = sorted((data_folder() / "photos" / "imagenet_samples").rglob("*.jpg"))
    return [numbers.index(path.name.split("_")[0]) for path in paths]


def _features(classifier: Classifier, pixels: np.ndarray) -> np.ndarray:
    """Returns the features `(channels,)` of a picture in the network's frame."""
    feature_map = classifier.run(pixels)[1]
    assert feature_map is not None
    means: np.ndarray = feature_map.mean(axis=(0, 1))
    return means
