"""Canvas keys: the keys of one canvas never belong to another."""

import itertools

from widgets.shared.canvas_keys import COMPARE_CANVAS, DRAW_CANVAS, TRAIN_CANVAS, TRIAL_CANVAS, CanvasKeys


def keys_of(keys: CanvasKeys) -> set[str]:
    buttons = map(keys.button, ("undo", "redo", "clear"))
    return {keys.canvas, keys.frame, keys.guard, keys.buttons, keys.pen, *buttons}


def test_no_two_canvases_share_a_key():
    every = (DRAW_CANVAS, TRAIN_CANVAS, TRIAL_CANVAS, COMPARE_CANVAS)
    for one, other in itertools.combinations(every, 2):
        assert not keys_of(one) & keys_of(other)


def test_canvases_shown_in_turn_share_all_but_the_canvas_itself():
    digits, animals = DRAW_CANVAS.of("digits"), DRAW_CANVAS.of("six animals")
    assert digits.canvas != animals.canvas != DRAW_CANVAS.canvas
    assert " " not in animals.canvas
    assert keys_of(digits) - {digits.canvas} == keys_of(animals) - {animals.canvas}
