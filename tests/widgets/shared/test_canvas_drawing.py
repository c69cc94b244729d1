"""A drawing in the session: undo, redo, clear, the live pen, and late reports."""

import pytest

from widgets.shared.canvas_drawing import CanvasDrawing

A, B, C, D = ({"path": [["M", x, 0], ["L", x, 9]]} for x in (1, 2, 3, 4))


@pytest.fixture
def drawing():
    """A drawing of two strokes, as reported by the browser."""
    drawing = CanvasDrawing()
    drawing.catch_up([A], 0)
    drawing.catch_up([A, B], 0)
    return drawing


def test_what_the_browser_reports_is_taken_over(drawing):
    assert drawing.objects == [A, B]
    # The browser is not sent back what it has reported.
    assert (drawing.base, drawing.revision) == ([], 0)


def test_undo_and_redo_go_back_and_forth(drawing):
    drawing.undo()
    assert drawing.objects == drawing.base == [A]
    drawing.undo()
    assert drawing.objects == []
    drawing.undo()
    assert drawing.revision == 2
    drawing.redo()
    drawing.redo()
    assert drawing.objects == [A, B]
    drawing.redo()
    assert (drawing.objects, drawing.revision) == ([A, B], 4)


def test_undo_brings_back_what_was_cleared_and_redo_clears_it_again(drawing):
    drawing.clear()
    assert drawing.objects == []
    assert drawing.can_undo
    drawing.undo()
    assert drawing.objects == drawing.base == [A, B]
    drawing.redo()
    assert drawing.objects == []
    drawing.undo()
    drawing.undo()
    assert drawing.objects == [A]


def test_clearing_an_empty_canvas_is_no_step():
    drawing = CanvasDrawing()
    drawing.clear()
    assert not drawing.can_undo
    assert not drawing.is_emptied


def test_undo_brings_back_a_drawing_that_an_example_has_replaced(drawing):
    drawing.replace([C, D])
    drawing.catch_up([C, D, A], 1)
    steps = []
    while drawing.can_undo:
        drawing.undo()
        steps.append(drawing.objects)
    assert steps == [[C, D], [A, B], [A], []]
    again = []
    while drawing.undone:
        drawing.redo()
        again.append(drawing.objects)
    assert again == [[A], [A, B], [C, D], [C, D, A]]
    drawing.undo()
    drawing.undo()
    assert drawing.objects == [A, B]


def test_an_example_with_fewer_strokes_than_the_drawing_is_a_step_too(drawing):
    for strokes in ([C], [], [A, C, D]):
        drawing.replace(strokes)
    # Nothing was lost when the canvas was empty, so this is no step.
    assert len(drawing.replaced) == 2
    drawing.undo()
    drawing.undo()
    drawing.undo()
    drawing.undo()
    assert drawing.objects == [C]
    drawing.undo()
    assert drawing.objects == [A, B]


def test_only_the_last_drawings_are_kept(drawing):
    for _ in range(100):
        drawing.clear()
        drawing.catch_up([C], drawing.revision)
    assert len(drawing.replaced) == 20


def test_a_drawing_that_was_stored_is_forgotten(drawing):
    drawing.clear()
    drawing.catch_up([C], drawing.revision)
    drawing.start_over()
    assert (drawing.objects, drawing.can_undo, drawing.undone) == ([], False, [])


@pytest.mark.parametrize("late", [[A, B], [A], [A, B, C]])
def test_a_report_from_before_the_click_is_left_out(drawing, late):
    drawing.undo()
    drawing.catch_up(late, 0)
    assert drawing.objects == [A]
    drawing.catch_up([A, B], 1)
    assert drawing.objects == [A, B]


def test_a_report_without_a_revision_is_taken_for_new(drawing):
    drawing.undo()
    drawing.catch_up([A, C])
    assert drawing.objects == [A, C]


def test_a_new_stroke_ends_what_could_be_redone(drawing):
    drawing.undo()
    drawing.catch_up([A], 1)
    drawing.catch_up([A, C], 1)
    assert drawing.undone == []
    drawing.redo()
    assert drawing.objects == [A, C]


def test_a_report_that_is_no_longer_keeps_what_could_be_redone(drawing):
    drawing.undo()
    drawing.catch_up([A], 1)
    assert drawing.undone == [([A, B], False)]


def test_another_drawing_forgets_what_was_taken_back(drawing):
    drawing.undo()
    drawing.replace([C])
    assert (drawing.objects, drawing.base, drawing.undone) == ([C], [C], [])
    drawing.catch_up([A, B], 1)
    assert drawing.objects == [C]


def test_every_order_to_the_browser_has_a_new_revision(drawing):
    revisions = []
    for change in (drawing.undo, drawing.redo, drawing.clear, lambda: drawing.replace([C])):
        change()
        revisions.append(drawing.revision)
    assert revisions == [1, 2, 3, 4]


def test_the_pen_is_followed_and_the_canvass_later_report_of_the_same_is_known(drawing):
    drawing.follow([C], drawing.pen_revision)
    drawing.follow([D], drawing.pen_revision)
    assert drawing.objects == [A, B, D]
    drawing.catch_up([A, B], 0)
    drawing.catch_up([A, B, C], 0)
    assert drawing.objects == [A, B, D]
    drawing.follow([D, C], drawing.pen_revision)
    assert drawing.objects == [A, B, D, C]


def test_a_stroke_that_the_pen_missed_comes_with_the_canvass_report(drawing):
    before = drawing.pen_revision
    drawing.follow([C], before)
    drawing.catch_up([A, B, C, D], 0)
    assert drawing.objects == [A, B, C, D]
    # From here on, the pen's count of strokes starts again.
    drawing.follow([C, A], before)
    assert drawing.objects == [A, B, C, D]
    drawing.follow([A], drawing.pen_revision)
    assert drawing.objects == [A, B, C, D, A]


def test_what_the_pen_reported_before_a_click_is_left_out(drawing):
    before = drawing.pen_revision
    drawing.follow([C], before)
    drawing.clear()
    drawing.follow([C], before)
    drawing.follow([C, D], before)
    assert drawing.objects == []
    drawing.undo()
    assert drawing.objects == [A, B, C]


def test_an_older_report_of_the_pen_takes_no_stroke_away(drawing):
    drawing.follow([C, D], drawing.pen_revision)
    drawing.follow([C], drawing.pen_revision)
    assert drawing.objects == [A, B, C, D]


def test_a_stroke_of_the_pen_ends_what_could_be_redone(drawing):
    drawing.undo()
    drawing.follow([C], drawing.pen_revision)
    assert drawing.undone == []
