"""Bundles with answers that a test chooses, and a data set of digits for real answers."""

import numpy as np

from core.bundles.library import read_library
from core.comparison.labelled_answers import LabelledAnswers
from core.datasets.ingestion import from_path, ingest
from core.datasets.store import create_data_set
from core.inference.rejection import energy_score
from core.preprocessing.augmentation import augment_strokes
from core.preprocessing.example_drawings import EXAMPLES, example_drawing
from core.preprocessing.quickdraw_format import write_stroke_line
from core.storage.paths import SHIPPED

DIGITS = ("digits-deep", "digits-simple", "digits-dense")


def bundles(*names):
    """The shipped bundles with these names."""
    library = read_library([SHIPPED])
    return [library.get(name) for name in names]


def answers(bundle, seed=0, count=300, skill=3.0, truth_seed=1, numbers=None, **changes):
    """Random answers of a network; the higher its skill, the more often they are right."""
    generator = np.random.default_rng(seed)
    classes = len(bundle.labels)
    truth = np.random.default_rng(truth_seed).integers(0, classes, count)
    logits = generator.normal(0, 1, (count, classes)).astype(np.float32)
    logits[np.arange(count), truth] += generator.normal(skill, 1.5, count).astype(np.float32)
    values = {
        "bundle": bundle,
        "numbers": np.arange(count) if numbers is None else np.asarray(numbers),
        "truth": truth,
        "logits": logits,
        "familiarity": energy_score(logits),
        "milliseconds": None,
        "source": "a test",
    }
    return LabelledAnswers(**values | changes)


def digits_data_set(folder, each=2, title="My digits", extra=()):
    """A stored data set of drawn digits, with drawings of extra classes if requested."""
    generator = np.random.default_rng(4)
    lines = [
        write_stroke_line(augment_strokes(example_drawing("digits", number)[1], generator), label)
        for number, label in enumerate([*EXAMPLES["digits"], *extra])
        for _ in range(each)
    ]
    path = folder / "digits.ndjson"
    path.write_text("".join(lines))
    return ingest(create_data_set(title, "ink"), from_path(path))
