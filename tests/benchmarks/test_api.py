"""All servers are sent the same picture, and every network recognises it."""

import base64
import json
import threading

import numpy as np

from api.answers import answer
from api.questions import question_of
from benchmarks.api import NETWORKS, picture_for, question_for
from benchmarks.peers.pictures import answer_of, prepared


def test_the_picture_is_known_to_whoever_is_asked():
    for network, expected in zip(NETWORKS, ("9", None), strict=True):
        (entry,) = answer(question_of(question_for(network)), threading.Event()).answers
        assert json.loads(question_for(network))["images"] == [picture_for(network)]
        (result,) = entry.results
        assert result.sure
        assert expected in (None, result.predictions[0].label)
    (entry,) = answer(question_of(question_for("digits-deep", strokes=True)), threading.Event()).answers
    assert entry.results[0].predictions[0].label == "9"


def test_others_prepare_it_as_their_network_wants_it():
    drawing = prepared(picture_for("digits-deep"), (28, 28, 1))
    assert (drawing.shape, drawing.dtype) == ((1, 28, 28, 1), np.float32)
    assert (drawing.min(), drawing.max()) == (0, 1)
    photo = prepared(picture_for("things-1000"), (240, 240, 3))
    assert photo.shape == (1, 240, 240, 3)
    assert 100 < photo.max() <= 255
    assert base64.b64decode(picture_for("things-1000")).startswith(b"\xff\xd8")


def test_they_answer_with_the_likeliest_class():
    assert answer_of(np.array([0.25, 0.75]), ["a", "b"]) == {"label": "b", "probability": 0.75}
