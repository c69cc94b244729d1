"""The out-of-distribution test sets."""

import numpy as np
import pytest

from core.preprocessing.ink_frames import SMALLEST_DRAWING_PX
from core.preprocessing.strokes import bounds, ink_length
from recipes import data
from recipes.letters import LETTERS, LIKE_DIGITS
from recipes.ood_test_sets import near_empty, ood_test_frames, scribbles


def test_scribbles_and_near_empty_canvases_stay_on_the_canvas():
    generator = np.random.default_rng(0)
    for _ in range(50):
        points = np.concatenate(scribbles(generator))
        assert points.min() >= 0
        assert points.max() <= 280
        assert ink_length(near_empty(generator)) < 60


@pytest.mark.data
def test_the_sets_hold_what_the_app_would_classify(monkeypatch):
    # A tenth of the categories, and the animals that are taught.
    names = tuple(sorted({*data.sketch_categories()[::10], *data.ANIMALS}))
    monkeypatch.setattr(data, "sketch_categories", lambda: names)
    kinds = ood_test_frames("digits")
    assert len(kinds["letters"]) > len(kinds["letters shaped like a digit"]) > 50
    assert len(kinds["letters"]) % (len(LETTERS) - len(LIKE_DIGITS)) == 0
    # Single dabs, which the app refuses as dots, are left out.
    generator = np.random.default_rng(0)
    sides = [np.subtract(*bounds(near_empty(generator))[::-1]).max() for _ in range(1000)]
    expected = np.mean(np.array(sides) >= SMALLEST_DRAWING_PX)
    assert len(kinds["near-empty canvases"]) / 1000 == pytest.approx(expected, abs=0.05)
    assert sum(kind == f"drawings of {len(names)} other things" for kind in kinds) == 1
    others = ood_test_frames("animals")
    untaught = [name for name in names if name not in data.ANIMALS]
    tests = sum(len(data.sketch_strokes(name, "test")) for name in untaught)
    assert len(others[f"drawings of {len(untaught)} other things"]) == tests
