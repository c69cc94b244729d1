"""What networks answer for the frames of a camera, in the plain form that the component draws."""

import time
from collections.abc import Sequence
from typing import Any

from core.errors import InklingError, NetworkFailed
from core.inference.classifier import Classifier, Prediction
from core.inference.hierarchy import most_specific_confident_kind
from core.preprocessing.camera_frames import RECORDED, decode_frame
from core.presentation.wording import in_percent
from widgets.shared.camera_messages import LiveFrame
from widgets.shared.models import identity
from widgets.shared.page_state import CameraState

_BARS = 3


def answer_frame(state: CameraState, frame: LiveFrame, classifiers: Sequence[Classifier]) -> None:
    """Has networks answer for a frame, and keeps what is to be shown.

    Args:
        state: Of the camera.
        frame: What it has just sent.
        classifiers: The networks.
    """
    now_seconds = time.monotonic()
    state.answers = [_answer(state, frame, classifier, now_seconds) for classifier in classifiers]
    state.answered = frame.number


def answer_in_words(answer: Prediction) -> dict[str, Any]:
    """Puts an answer into plain text and figures.

    Args:
        answer: The answer.

    Returns:
        `title` of the network, `headline`, a `line` about it, whether it is `sure`, and `bars`, each with
        `label`, `probability` from 0.0 to 1.0, and `percent`.
    """
    top = answer.top(_BARS)
    kind = most_specific_confident_kind(answer) if answer.bundle.kind == "photo" else None
    if answer.sure:
        headline, line = top[0].label, ""
    elif kind:
        headline, line = kind[0], f"It cannot say which; perhaps {top[0].label}."
    elif answer.reason == "torn":
        headline, line = "Not sure", " or ".join(entry.label for entry in top[:2])
    else:
        headline, line = "Not sure", f"It looks unusual. Best guess: {top[0].label}"
    return {
        "title": answer.bundle.title,
        "headline": headline,
        "line": line,
        "sure": answer.sure or kind is not None,
        "bars": [
            {
                "label": entry.label,
                "probability": entry.probability,
                "percent": in_percent(entry.probability),
            }
            for entry in top
        ],
    }


def _answer(
    state: CameraState, frame: LiveFrame, classifier: Classifier, now_seconds: float
) -> dict[str, Any]:
    try:
        prediction = classifier.classify_picture(decode_frame(frame.data, RECORDED))
    except InklingError as error:
        failed = isinstance(error, NetworkFailed)
        return {
            "title": classifier.bundle.title,
            "headline": "Failed" if failed else "Nothing yet",
            "line": str(error).partition(" Received: ")[0],
            "sure": False,
            "bars": [],
        }
    return answer_in_words(state.smoother(identity(classifier.bundle)).add(prediction, now_seconds))
