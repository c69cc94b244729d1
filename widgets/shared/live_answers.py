"""What networks answer for the frames of a camera, in the plain form that the component draws."""

import time
from collections.abc import Sequence
from typing import Any

from core.errors import InklingError, NetworkFailed
from core.inference.classifier import Classifier, Prediction
from core.preprocessing.camera_frames import RECORDED, decode_frame
from core.preprocessing.decode import Picture
from core.presentation.answer_panels import summarize
from core.presentation.wording import in_percent
from widgets.shared.camera_messages import LiveFrame
from widgets.shared.camera_state import CameraState
from widgets.shared.models import identity

_BARS = 3


def answer_frame(state: CameraState, frame: LiveFrame, classifiers: Sequence[Classifier]) -> None:
    """Has networks answer for a frame, and keeps what is to be shown.

    Args:
        state: Of the camera.
        frame: What it has just sent.
        classifiers: The networks.
    """
    now_seconds = time.monotonic()
    try:
        picture = decode_frame(frame.data, RECORDED)
    except InklingError as error:
        state.answers = [_refused(error, classifier) for classifier in classifiers]
    else:
        state.answers = [_answer(state, picture, classifier, now_seconds) for classifier in classifiers]
    state.answered = frame.number


def answer_in_words(answer: Prediction) -> dict[str, Any]:
    """Puts an answer into plain text and figures.

    Args:
        answer: The answer.

    Returns:
        `title` of the network, `headline`, a `line` about it, whether it is `sure`, and `bars`, each with
        `label`, `probability` from 0.0 to 1.0, and `percent`.
    """
    summary = summarize(answer)
    return {
        "title": summary.title,
        "headline": summary.answer,
        "line": summary.explanation,
        "sure": summary.is_sure,
        "bars": [
            {"label": bar.label, "probability": bar.probability, "percent": in_percent(bar.probability)}
            for bar in summary.bars[:_BARS]
        ],
    }


def _answer(
    state: CameraState, picture: Picture, classifier: Classifier, now_seconds: float
) -> dict[str, Any]:
    try:
        prediction = classifier.classify_picture(picture)
    except InklingError as error:
        return _refused(error, classifier)
    return answer_in_words(state.smoother(identity(classifier.bundle)).add(prediction, now_seconds))


def _refused(error: InklingError, classifier: Classifier) -> dict[str, Any]:
    return {
        "title": classifier.bundle.title,
        "headline": "Failed" if isinstance(error, NetworkFailed) else "Nothing yet",
        "line": error.sentence,
        "sure": False,
        "bars": [],
    }
