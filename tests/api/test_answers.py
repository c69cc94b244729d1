"""Answers keep the order of the pictures, however long each takes, and stop when the client leaves."""

import threading

import numpy as np

from api.answers import answer
from api.questions import Question
from core.errors import UnreadablePicture
from core.preprocessing.example_drawings import EXAMPLES, example_drawing
from core.preprocessing.image_source import ImageSource


def drawing(number, read=None):
    strokes = example_drawing("digits", number % len(EXAMPLES["digits"]))[1]
    return ImageSource(f"drawing {number}", read or (lambda: strokes))


def ask(sources, stop=None):
    return answer(Question(("digits-dense",), sources, 1, False), stop or threading.Event()).answers


def test_many_are_answered_in_order():
    sources = [drawing(number) for number in range(40)]

    def refuse():
        raise UnreadablePicture("No. Received: x")

    def crash():
        raise ZeroDivisionError("secret")

    sources[7], sources[8] = drawing(7, refuse), drawing(8, crash)
    entries = ask(sources)
    assert [(entry.index, entry.name) for entry in entries] == [(n, f"drawing {n}") for n in range(40)]
    assert entries[7].error.code == "unreadable-picture"
    assert (entries[8].error.status, "secret" in entries[8].error.detail) == (500, False)
    singly = [ask([source])[0] for source in sources]
    for one, together in zip(singly, entries, strict=True):
        if hasattr(together, "results"):
            assert one.results[0].predictions == together.results[0].predictions


def test_nothing_more_is_asked_when_nobody_waits_any_longer():
    stop, read = threading.Event(), []

    def watched(number):
        def look():
            read.append(number)
            stop.set()
            return [np.array([[0, 0], [9, 9]], np.float32)]

        return drawing(number, look)

    ask([watched(number) for number in range(200)], stop)
    assert len(read) < 200


def test_a_name_that_would_move_a_cursor_is_escaped():
    assert ask([ImageSource("\x1b[2J", lambda: b"x")])[0].name == r"\x1b[2J"
