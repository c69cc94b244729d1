"""Networks asked at every step of a change give the same answers as when asked one by one."""

import numpy as np
import pytest

from core.comparison.changes import changed_frame, changes_of
from core.comparison.robustness import robustness
from core.errors import BadDrawing, NoInk
from core.preprocessing.decode import decode_image
from core.preprocessing.example_drawings import EXAMPLES, example_drawing
from core.preprocessing.example_photos import read_example_photos
from tests.core.comparison.compared import DIGITS
from tests.core.pictures_for_tests import file_of, ink_of


@pytest.fixture
def digits(classifiers):
    return [classifiers[name] for name in DIGITS]


def drawing(name="7"):
    return example_drawing("digits", list(EXAMPLES["digits"]).index(name))[1]


def test_unchanged_it_is_what_the_networks_say_by_themselves(digits):
    change = changes_of("ink")["blur"]
    asked = robustness(digits, drawing(), change)
    for classifier, reaction in zip(digits, asked.reactions, strict=True):
        alone = classifier.classify_strokes(drawing())
        unchanged = reaction.probabilities[change.unchanged]
        np.testing.assert_allclose(unchanged, alone.open_set_probabilities, atol=1e-6)
        assert reaction.is_sure[change.unchanged] == alone.sure
        assert reaction.answer(change.unchanged)[0] == alone.top(1)[0].label == "7"
        frame = changed_frame(alone.seen, "blur", change.steps[-1])
        blurred = classifier.classify_frame(frame)
        np.testing.assert_allclose(reaction.probabilities[-1], blurred.open_set_probabilities, atol=1e-6)
        assert reaction.curve("7") == pytest.approx(reaction.probabilities[:, 7].tolist())
        assert reaction.curve("no class") is None
    # All networks use the same frame, so it is made only once.
    (frames,) = asked.frames.values()
    assert len(frames) == len(change.steps)


def test_a_six_turned_over_is_a_nine(digits):
    change = changes_of("ink")["turn"]
    asked = robustness(digits[:1], drawing("6"), change)
    (reaction,) = asked.reactions
    assert reaction.answer(change.unchanged)[0] == "6"
    assert reaction.answer(change.steps.index(180.0))[0] == "9"
    # Turned to the right, the tail of a 7 points to the left.
    (frames,) = robustness(
        digits[:1], [np.float32([[0, 0], [0, 100]]), np.float32([[0, 0], [30, 0]])], change
    ).frames.values()
    quarter = frames[change.steps.index(90.0)]
    assert quarter[:, :14].sum() < quarter[:, 14:].sum() * 3


def test_an_uploaded_drawing_is_changed_as_well(digits):
    picture = decode_image(file_of(255 - ink_of("7")))
    for name in ("turn", "move"):
        change = changes_of("ink")[name]
        reactions = robustness(digits[:2], picture, change).reactions
        assert {reaction.answer(change.unchanged)[0] for reaction in reactions} == {"7"}


def test_photos_are_changed_in_the_frame_of_the_network(classifiers):
    photo = next(iter(read_example_photos())).content()
    change = changes_of("photo")["brighten"]
    network = classifiers["things-1000"]
    asked = robustness([network], photo, change)
    (frames,) = asked.frames.values()
    assert frames[-1].mean() > frames[change.unchanged].mean() > frames[0].mean()
    alone = network.classify_picture(photo)
    assert asked.reactions[0].answer(change.unchanged)[0] == alone.top(1)[0].label


def test_what_cannot_be_asked_is_refused(digits, classifiers):
    change = changes_of("ink")["move"]
    with pytest.raises(NoInk):
        robustness(digits, [np.float32([[3, 3]])], change)
    with pytest.raises(NoInk):
        robustness(digits, decode_image(file_of(np.full((90, 90, 3), 255, np.uint8))), change)
    with pytest.raises(BadDrawing):
        robustness([classifiers["things-1000"]], drawing(), changes_of("photo")["move"])
