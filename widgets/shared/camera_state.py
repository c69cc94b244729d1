"""The state of one camera in a session."""

from dataclasses import dataclass, field
from typing import Any

from core.inference.smoothing import AnswerSmoother


@dataclass(frozen=True)
class TakenPicture:
    """A picture that the camera took, with the interface of an uploaded file.

    Attributes:
        name: File name.
        file_id: Unique id of the picture.
        data: The JPEG file.
    """

    name: str
    file_id: str
    data: bytes = field(repr=False)

    def getvalue(self) -> bytes:
        """Returns the bytes of the file."""
        return self.data


@dataclass
class CameraState:
    """State of one camera.

    Attributes:
        is_simple: Whether Streamlit's own camera is used instead.
        received: Id of the last recording or picture that was received.
        said: Sentence about the last recording.
        taken: The last single picture; None if there is none.
        answered: Number of the last frame that was answered.
        answers: The answers shown for that frame, as from `widgets.shared.live_answers.answer_in_words`.
        smoothers: The smoother of each network's answers, by its `widgets.shared.models.identity`.
    """

    is_simple: bool = False
    received: str = ""
    said: str = ""
    taken: TakenPicture | None = None
    answered: int = 0
    answers: list[dict[str, Any]] = field(default_factory=list)
    smoothers: dict[tuple[str, str], AnswerSmoother] = field(default_factory=dict)

    def smoother(self, network: tuple[str, str]) -> AnswerSmoother:
        """Returns the object that smooths the answers of a network over recent frames."""
        return self.smoothers.setdefault(network, AnswerSmoother())

    def use_simple(self) -> None:
        """Switches to Streamlit's own camera."""
        self.is_simple = True
