"""Networks' answers for the frames of a camera, as plain data that the component draws."""

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
    """Asks networks about a frame, and stores what to show in the camera's state.

    Args:
        state: State of the camera.
        frame: The frame that the camera has just sent.
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
    """Converts an answer to plain text and numbers.

    Args:
        answer: The answer.

    Returns:
        `title` of the network, `headline` with the answer, `line` that explains it, `sure` (whether the
        network is sure), and `bars`, each with `label`, `probability` from 0.0 to 1.0, and `percent`.
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
