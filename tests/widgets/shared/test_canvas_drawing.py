"""A drawing in the session: undo, redo, clear, and reports of the browser that come too late."""

import pytest

from widgets.shared.canvas_drawing import CanvasDrawing

A, B, C = ({"path": [["M", x, 0], ["L", x, 9]]} for x in (1, 2, 3))


@pytest.fixture
def drawing():
    """A drawing of two strokes, as the browser has reported it."""
    drawing = CanvasDrawing()
    drawing.catch_up([A])
    drawing.catch_up([A, B])
    return drawing


def test_what_the_browser_reports_is_taken_over(drawing):
    assert drawing.objects == [A, B]
    # The browser is not told what it said itself.
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


def test_clear_takes_all_back_and_redo_brings_it_stroke_by_stroke(drawing):
    drawing.clear()
    assert drawing.objects == []
    drawing.redo()
    assert drawing.objects == [A]
    drawing.redo()
    assert drawing.objects == [A, B]


def test_a_report_from_before_the_click_is_left_out(drawing):
    drawing.undo()
    drawing.catch_up([A, B])
    assert drawing.objects == [A]
    drawing.catch_up([A])
    assert drawing.objects == [A]
    # It has caught up: the same report is news now.
    drawing.catch_up([A, B])
    assert drawing.objects == [A, B]


def test_a_new_stroke_ends_what_could_be_redone(drawing):
    drawing.undo()
    drawing.catch_up([A])
    drawing.catch_up([A, C])
    assert drawing.undone == []
    drawing.redo()
    assert drawing.objects == [A, C]


def test_a_report_that_is_no_longer_keeps_what_could_be_redone(drawing):
    drawing.undo()
    drawing.catch_up([A])
    assert drawing.undone == [B]


def test_another_drawing_forgets_what_was_taken_back(drawing):
    drawing.undo()
    drawing.replace([C])
    assert (drawing.objects, drawing.base, drawing.undone) == ([C], [C], [])
    drawing.catch_up([A, B])
    assert drawing.objects == [C]


def test_every_order_to_the_browser_has_a_new_revision(drawing):
    revisions = []
    for change in (drawing.undo, drawing.redo, drawing.clear, lambda: drawing.replace([C])):
        change()
        revisions.append(drawing.revision)
    assert revisions == [1, 2, 3, 4]
