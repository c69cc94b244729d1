"""Widget keys: unique, and different for each data set, run and network."""

import itertools
import re

from widgets.shared import widget_keys
from widgets.shared.canvas_keys import DRAW_CANVAS, TRAIN_CANVAS
from widgets.shared.widget_keys import (
    AdditionKey,
    DataSetKey,
    DrawKey,
    NetworkKey,
    PhotoKey,
    PictureImportKey,
    RunKey,
    TrainKey,
    WidgetKey,
)

ENUMERATIONS = [
    value
    for value in vars(widget_keys).values()
    if isinstance(value, type) and issubclass(value, WidgetKey) and value is not WidgetKey
]


def canvas_keys(keys):
    return [keys.canvas, keys.buttons, keys.pen, *map(keys.button, ("undo", "redo", "clear"))]


def test_no_two_widgets_have_the_same_key():
    # A member with a repeated value would be an alias, which iterating over the class skips.
    keys = [member.value for enumeration in ENUMERATIONS for member in enumeration.__members__.values()]
    keys += canvas_keys(DRAW_CANVAS) + canvas_keys(TRAIN_CANVAS)
    assert len(keys) > 40
    assert len(set(keys)) == len(keys)


def test_keys_can_be_used_in_style_sheets():
    for enumeration in ENUMERATIONS:
        assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*", member.value) for member in enumeration)


def test_a_key_holds_the_name_of_what_it_belongs_to():
    for key in (*DataSetKey, *RunKey, *NetworkKey, *AdditionKey, *PictureImportKey):
        assert key.of("toys") != key.of("tools")
        assert key.of("toys") == f"{key.value}-toys"
    assert DataSetKey.TICK.of("toys", "browse") == "train-tick-toys-browse"
    assert DrawKey.NETWORKS.of("digits") == "draw-networks-digits"
    assert PhotoKey.EXAMPLE.of("cat.jpg") == "photo-example-cat.jpg"


def test_a_serial_number_gives_a_fresh_input():
    keys = {
        TrainKey.UPLOAD.of(source, serial) for source, serial in itertools.product(("zip", "folder"), (0, 1))
    }
    assert len(keys) == 4
    assert TrainKey.ADD.of("photo") == "train-add-photo"
