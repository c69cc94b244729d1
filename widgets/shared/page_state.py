"""What a session remembers: one typed object for each page, and nowhere else is the session touched."""

import secrets
import time
from collections import Counter
from collections.abc import Hashable
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from core.comparison.comparing import Comparison
from core.comparison.robustness import Robustness
from core.inference.timing import Timing
from core.preprocessing.strokes import Strokes
from widgets.shared.answer_memory import AnsweredDrawing, AnswerMemory, BoundedCache
from widgets.shared.camera_state import CameraState
from widgets.shared.canvas_drawing import CanvasDrawing
from widgets.shared.photo_selection import PhotoBatch, PhotoSelection

MESSAGE_SECONDS = 8
# Comparisons and curves that a session keeps: of each, what was looked at last.
KEPT_COMPARISONS, KEPT_CURVES, KEPT_HTML = 4, 8, 12
# Under these names the session keeps the states.
DRAW_STATE, PHOTO_STATE, TRAIN_STATE, NETWORKS_STATE, COMPARE_STATE, UPLOAD_STATE, REFUSALS = (
    "draw-state",
    "photo-state",
    "train-state",
    "networks-state",
    "compare-state",
    "upload-state",
    "refusals",
)


@dataclass
class DrawState:
    """State of the Draw page.

    Attributes:
        drawings: What is on the canvas, by task: each begins with a clean one.
        examples_shown: How many example drawings were asked for.
        last_answered: The last good answers by task; they stay when an upload is refused.
        shown: The answers that the page shows now, if any.
        evidence_winner: The class that was ahead when the evidence was last shown: another one resets the
            choice.
        memory: What the networks answered.
        idea: Name of a thing that was suggested last; empty for none.
        session_name: Tells this session from that before a reload.
        is_restored: Whether the browser has said what it kept over a reload.
        is_canvas_outdated: Whether the canvas must be shown anew, since a drawing was restored.
        is_presenting: Whether only the canvas and the answers are shown; None until the address was read.
    """

    drawings: dict[str, CanvasDrawing] = field(default_factory=dict)
    examples_shown: int = 0
    last_answered: dict[str, AnsweredDrawing] = field(default_factory=dict)
    shown: AnsweredDrawing | None = None
    evidence_winner: str = ""
    memory: AnswerMemory = field(default_factory=AnswerMemory)
    idea: str = ""
    session_name: str = field(default_factory=lambda: secrets.token_urlsafe(9))
    is_restored: bool = False
    is_canvas_outdated: bool = False
    is_presenting: bool | None = None

    def drawing(self, task: str) -> CanvasDrawing:
        """Returns what is on the canvas of a task."""
        return self.drawings.setdefault(task, CanvasDrawing())


@dataclass
class PhotoState:
    """State of the Photo page.

    Attributes:
        example: Name of the example photo that was chosen; empty for none.
        opened: The zip or folder that was opened last, which is opened once and not at every click.
        batch: The last many photos.
        memory: What the networks answered.
        offered: Names of the networks that were offered last; empty before the first time.
        chosen: Names of those of them that were chosen.
        spoken: What to say to those who hear the page; empty for nothing.
        details: Which photo of many is looked at, None for none, and how many were before it.
        saved: Sentence about a photo that was saved just now, to be shown once; empty for none.
        handed_over: Which photos a click asked to hand over to the Train page; None for none.
    """

    example: str = ""
    opened: PhotoSelection | None = None
    batch: PhotoBatch | None = None
    memory: AnswerMemory = field(default_factory=AnswerMemory)
    offered: set[str] = field(default_factory=set)
    chosen: list[str] = field(default_factory=list)
    spoken: str = ""
    details: tuple[int | None, int] = (None, 0)
    saved: str = ""
    handed_over: Hashable = None

    def choose_example(self, name: str) -> None:
        """Notes which example photo was chosen."""
        self.example = name


@dataclass
class TrainState:
    """State of the Train page.

    Streamlit breaks off a run of the page, callbacks too, wherever it touches the session while something
    newer has come in, as the next stroke. So a click is only noted here, and done in one piece, which touches
    nothing but this.

    Attributes:
        drawing: What is on the canvas.
        requested: What a click asked to add: "drawing" or "photo"; empty for nothing.
        next_data_set: Name of the data set to be shown next; empty to leave the choice alone.
        preselected: Name of the data set that was shown before the person had chosen any.
        has_chosen: Whether the person has chosen or made the data set that is shown, or the address names it.
        gone_data_set: Name of the data set that was to be shown but is not there; empty for none.
        awaited_import: Name of the import whose data set is to be shown when it is in; empty for none.
        has_deleted: Whether a data set was deleted, so that the way to bring it back is shown.
        ticks_used: How often ticked pictures were moved or removed, by where they were ticked: each time, the
            ticks begin anew.
        asked_run: Name of the run that this session has asked for last; empty for none.
        trial: What is on the canvas on which a network is tried.
        memory: What networks that were tried have answered.
        message: Sentence to show; empty for none.
        message_is_good: Whether it is good news.
        message_since_seconds: When it was left, on the monotonic clock.
        uploads_taken: How many imports were started; each is followed by an emptied input.
        imports_taken: How many networks were imported; each is followed by an emptied input.
        own_imports: Names of imports that began in this tab of the browser, the newest first.
        imported: Sentence about one that was imported just now, to be shown once; empty for none.
        exports: Files that Keras writes, by the network's name, its file's sha256 and the format.
    """

    drawing: CanvasDrawing = field(default_factory=CanvasDrawing)
    requested: str = ""
    next_data_set: str = ""
    preselected: str | None = None
    has_chosen: bool = False
    gone_data_set: str = ""
    awaited_import: str = ""
    has_deleted: bool = False
    ticks_used: Counter[str] = field(default_factory=Counter)
    asked_run: str = ""
    trial: CanvasDrawing = field(default_factory=CanvasDrawing)
    memory: AnswerMemory = field(default_factory=AnswerMemory)
    message: str = ""
    message_is_good: bool = True
    message_since_seconds: float = 0.0
    uploads_taken: int = 0
    imports_taken: int = 0
    own_imports: list[str] = field(default_factory=list)
    imported: str = ""
    exports: dict[tuple[str, str, str], Future[bytes]] = field(default_factory=dict)

    def request(self, what: str) -> None:
        """Notes what a click asked to add."""
        self.requested = what

    def say(self, sentence: str, good: bool = True) -> None:
        """Leaves a sentence to be shown for some seconds."""
        self.message, self.message_is_good = sentence, good
        self.message_since_seconds = time.monotonic()

    def current_message(self) -> str:
        """Returns the sentence to show now; empty if there is none, or it was shown long enough."""
        fresh = time.monotonic() - self.message_since_seconds < MESSAGE_SECONDS
        return self.message if fresh else ""


@dataclass
class NetworksState:
    """State of the Networks page.

    Attributes:
        times: What was measured on this computer, by the network's name and its card's sha256.
    """

    times: dict[tuple[str, str], Timing] = field(default_factory=dict)


@dataclass
class CompareState:
    """State of the Compare page.

    Attributes:
        drawing: What is on the canvas.
        examples_shown: How many example drawings were asked for.
        example: Name and strokes of the example that was put on the canvas last; None for none.
        history_moves: For each change whose slider the browser's history has moved, how often it has, and
            where the slider stands since.
        chosen: What was chosen last, by the address's parameters, so that it is there on coming back.
        address: What its address is to keep, by its parameters: names, and whether those are the default.
        left_out: Why networks that the address names are not compared, until others are chosen.
        memory: What the networks answered.
        curves: What they answered while a picture was changed, by picture, change and networks.
        comparisons: Networks on labelled pictures, by the pictures and the networks.
        html: Charts and galleries of comparisons, by what they show.
        awaited_import: Name of the import whose data set is to be chosen when it is in; empty for none.
        uploads_taken: How many imports were started; each is followed by an emptied input.
    """

    drawing: CanvasDrawing = field(default_factory=CanvasDrawing)
    examples_shown: int = 0
    example: tuple[str, Strokes] | None = None
    history_moves: dict[str, tuple[int, int]] = field(default_factory=dict)
    chosen: dict[str, tuple[str, ...]] = field(default_factory=dict)
    address: dict[str, tuple[tuple[str, ...], bool]] = field(default_factory=dict)
    left_out: list[str] = field(default_factory=list)
    memory: AnswerMemory = field(default_factory=AnswerMemory)
    curves: BoundedCache[Hashable, Robustness] = field(default_factory=lambda: BoundedCache(KEPT_CURVES))
    comparisons: BoundedCache[Hashable, Comparison] = field(
        default_factory=lambda: BoundedCache(KEPT_COMPARISONS)
    )
    html: BoundedCache[Hashable, str] = field(default_factory=lambda: BoundedCache(KEPT_HTML))
    awaited_import: str = ""
    uploads_taken: int = 0


@dataclass
class UploadState:
    """What a session has uploaded.

    Attributes:
        held: Streamlit's numbers of the files that inputs held when a page was last shown as a whole.
    """

    held: set[str] = field(default_factory=set)


def draw_state() -> DrawState:
    """Returns this session's state of the Draw page."""
    return st.session_state.setdefault(DRAW_STATE, DrawState())


def photo_state() -> PhotoState:
    """Returns this session's state of the Photo page."""
    return st.session_state.setdefault(PHOTO_STATE, PhotoState())


def train_state() -> TrainState:
    """Returns this session's state of the Train page."""
    return st.session_state.setdefault(TRAIN_STATE, TrainState())


def networks_state() -> NetworksState:
    """Returns this session's state of the Networks page."""
    return st.session_state.setdefault(NETWORKS_STATE, NetworksState())


def compare_state() -> CompareState:
    """Returns this session's state of the Compare page."""
    return st.session_state.setdefault(COMPARE_STATE, CompareState())


def camera_state(key: str) -> CameraState:
    """Returns this session's state of the camera of that key."""
    return st.session_state.setdefault(f"{key}-state", CameraState())


def upload_state() -> UploadState:
    """Returns what this session has uploaded."""
    return st.session_state.setdefault(UPLOAD_STATE, UploadState())


def refusals() -> dict[str, str]:
    """Returns why clicks of this session were refused, by the buttons' keys, until it was said."""
    return st.session_state.setdefault(REFUSALS, {})


def shown_uploads() -> set[str]:
    """Returns Streamlit's numbers of the files that inputs hold now."""
    values = st.session_state.to_dict().values()
    files = [file for value in values for file in (value if isinstance(value, list) else [value])]
    return {file.file_id for file in files if isinstance(file, UploadedFile)}


def is_shown(key: str) -> bool:
    """Tells whether the session knows a widget of that key, since it was shown or set."""
    return key in st.session_state


def widget_value(key: str) -> Any:
    """Returns what a widget is set to, before it is shown; None if the session does not know it."""
    return st.session_state.get(key)


def value_at_click(key: str) -> Any:
    """Returns what a widget is set to, in a callback: `widget_value` may break that off."""
    return st.session_state.to_dict().get(key)


def set_widget(key: str, value: object) -> None:
    """Sets a widget that is not shown yet in this run of the page."""
    st.session_state[key] = value
