"""What a session remembers of one camera."""

from dataclasses import dataclass, field
from typing import Any

from core.inference.smoothing import AnswerSmoother


@dataclass(frozen=True)
class TakenPicture:
    """A picture that the camera took, in the form of an uploaded file.

    Attributes:
        name: What it is called.
        file_id: Tells it from all others.
        data: The JPEG file.
    """

    name: str
    file_id: str
    data: bytes = field(repr=False)

    def getvalue(self) -> bytes:
        """Returns its bytes."""
        return self.data


@dataclass
class CameraState:
    """State of one camera.

    Attributes:
        is_simple: Whether Streamlit's own camera is used in its place.
        received: Id of the last recording or picture that was taken over.
        said: Sentence about it.
        taken: The last single picture that was taken; None for none.
        answered: Number of the last frame that was answered.
        answers: What is shown for it, as from `widgets.shared.live_answers.answer_in_words`.
        smoothers: Recent answers of each network, by its name and fingerprint.
    """

    is_simple: bool = False
    received: str = ""
    said: str = ""
    taken: TakenPicture | None = None
    answered: int = 0
    answers: list[dict[str, Any]] = field(default_factory=list)
    smoothers: dict[tuple[str, str], AnswerSmoother] = field(default_factory=dict)

    def smoother(self, network: tuple[str, str]) -> AnswerSmoother:
        """Returns what makes the answers of a network steady."""
        return self.smoothers.setdefault(network, AnswerSmoother())

    def use_simple(self) -> None:
        """Notes that Streamlit's own camera is wanted."""
        self.is_simple = True
