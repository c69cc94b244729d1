"""The state of a session: one typed object per page. No other module accesses the session."""

import secrets
import time
from collections import Counter
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from core.inference.timing import Timing
from widgets.shared.address_state import AddressState
from widgets.shared.answer_memory import AnsweredDrawing, AnswerMemory
from widgets.shared.camera_state import CameraState
from widgets.shared.canvas_drawing import CanvasDrawing
from widgets.shared.compare_state import CompareState
from widgets.shared.photo_selection import HandedOver, PhotoBatch, PhotoSelection

MESSAGE_SECONDS = 8
# Names under which the session stores the states.
DRAW_STATE, PHOTO_STATE, TRAIN_STATE = "draw-state", "photo-state", "train-state"
NETWORKS_STATE, COMPARE_STATE = "networks-state", "compare-state"
UPLOAD_STATE, ADDRESS_STATE, REFUSALS = "upload-state", "address-state", "refusals"


@dataclass
class DrawState:
    """State of the Draw page.

    Attributes:
        drawings: What is on the canvas, by task; each task starts with an empty canvas.
        examples_shown: How many example drawings were requested.
        shown: The answers that the page shows now, if any.
        evidence_winner: The leading class when evidence was last shown; another one resets the chosen class.
        memory: The networks' recent answers.
        idea: Name of the last suggested thing; empty for none.
        session_name: Distinguishes this session from the one before a reload.
        is_restored: Whether the browser has sent the drawings that it kept across a reload.
        is_canvas_outdated: Whether the canvas must be shown again because a drawing was restored.
        is_presenting: Whether only the canvas and the answers are shown; None until the address is read.
    """

    drawings: dict[str, CanvasDrawing] = field(default_factory=dict)
    examples_shown: int = 0
    shown: AnsweredDrawing | None = None
    evidence_winner: str = ""
    memory: AnswerMemory = field(default_factory=AnswerMemory)
    idea: str = ""
    session_name: str = field(default_factory=lambda: secrets.token_urlsafe(9))
    is_restored: bool = False
    is_canvas_outdated: bool = False
    is_presenting: bool | None = None

    def drawing(self, task: str) -> CanvasDrawing:
        """Returns the drawing on the canvas of a task."""
        return self.drawings.setdefault(task, CanvasDrawing())


@dataclass
class PhotoState:
    """State of the Photo page.

    Attributes:
        example: Name of the chosen example photo; empty for none.
        opened: The zip or folder that was opened last, kept so that it is not opened again at every click.
        batch: The last batch of photos; None before the first.
        memory: The networks' recent answers.
        offered: Names of the networks that were last offered; empty before the first time.
        chosen: Names of the offered networks that were chosen.
        spoken: Sentence for screen readers; empty for none.
        details: Index of the photo whose details are shown, or None; and how often that has changed.
        saved: Sentence about a photo that was just saved, to be shown once; empty for none.
        handed_over: The photos that a click handed over to the Train page last; None for none.
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
    handed_over: HandedOver | None = None

    def choose_example(self, name: str) -> None:
        """Stores which example photo was chosen."""
        self.example = name


@dataclass
class TrainState:
    """State of the Train page.

    Streamlit aborts a run of the page, and even a callback, wherever it accesses the session after the
    browser has sent something newer, such as the next stroke. So what a click does is noted here for the next
    run.

    Attributes:
        drawing: What is on the canvas.
        added_photo: Which picture of Streamlit's camera was added last, and its class; None for none.
        next_class: The class to be chosen next; empty to leave the choice alone.
        way_in: The source of pictures that was chosen last; empty before the first.
        class_visit: The visit to the page in which a class could be chosen last; None before the first.
        last_class: Key of the choice of a class that was shown last, and the class.
        next_data_set: Name of the data set to be shown next; empty to leave the choice alone.
        preselected: Name of the data set that was shown before the person had chosen any.
        has_chosen: Whether the person has chosen or made the data set that is shown, or the address names it.
        shown: Name of the data set that was shown last; None before the first.
        gone_data_set: Name of the data set that was to be shown but is not there; empty for none.
        awaited_import: Name of the import whose data set is to be shown when it is in; empty for none.
        has_deleted: Whether a data set was deleted, so that the way to bring it back is shown.
        ticks_used: How often ticked pictures were changed, by where they are; the ticks are then cleared.
        asked_run: Name of the run that this session has asked for last; empty for none.
        trainings_started: How many trainings were started, by data set; each gives the page a new form.
        trial: What is on the canvas on which a network is tried.
        memory: What networks that were tried have answered.
        message: Sentence to show; empty for none.
        message_is_good: Whether the message is good news.
        message_since_seconds: When the message was set, on the monotonic clock.
        message_change: Time of the change of a data set that the message is about; None if it is about none.
        uploads_taken: How many imports of pictures were started; each gives the page an empty input.
        imports_taken: How many networks were imported; each gives the page an empty input.
        unknown_imports: Names of imports that the address named and that are not here, until one is started.
        found_imports: Names of imports that this session has found: if one of them is gone, it was dismissed.
        own_imports: Names of the imports that were started in this browser tab, newest first.
        imported: Sentence about a network that was just imported, to be shown once; empty for none.
        exports: Exported files, finished or in progress, by the network's `models.identity` and the format.
    """

    drawing: CanvasDrawing = field(default_factory=CanvasDrawing)
    added_photo: tuple[str, str] | None = None
    next_class: str = ""
    way_in: str = ""
    class_visit: int | None = None
    last_class: tuple[str, str] = ("", "")
    next_data_set: str = ""
    preselected: str | None = None
    has_chosen: bool = False
    shown: str | None = None
    gone_data_set: str = ""
    awaited_import: str = ""
    has_deleted: bool = False
    ticks_used: Counter[str] = field(default_factory=Counter)
    asked_run: str = ""
    trainings_started: Counter[str] = field(default_factory=Counter)
    trial: CanvasDrawing = field(default_factory=CanvasDrawing)
    memory: AnswerMemory = field(default_factory=AnswerMemory)
    message: str = ""
    message_is_good: bool = True
    message_since_seconds: float = 0.0
    message_change: float | None = None
    uploads_taken: int = 0
    imports_taken: int = 0
    unknown_imports: list[str] = field(default_factory=list)
    found_imports: set[str] = field(default_factory=set)
    own_imports: list[str] = field(default_factory=list)
    imported: str = ""
    exports: dict[tuple[str, str, str], Future[bytes]] = field(default_factory=dict)

    def say(self, sentence: str, good: bool = True, change: float | None = None) -> None:
        """Sets a sentence to be shown for `MESSAGE_SECONDS`.

        Args:
            sentence: The sentence.
            good: Whether it is good news.
            change: Time of the change of a data set that it is about; None if it is about none.
        """
        self.message, self.message_is_good = sentence, good
        self.message_since_seconds, self.message_change = time.monotonic(), change

    def drop_outdated(self, last_change: float | None) -> None:
        """Drops the sentence if it is about another change than the data set's last one."""
        if self.message_change not in (None, last_change):
            self.message = ""

    def has_good_news(self) -> bool:
        """Returns whether the message shown now says that something was added."""
        return self.message_is_good and bool(self.current_message())

    def current_message(self) -> str:
        """Returns the sentence to show now; empty if there is none or its time has passed."""
        fresh = time.monotonic() - self.message_since_seconds < MESSAGE_SECONDS
        return self.message if fresh else ""


@dataclass
class NetworksState:
    """State of the Networks page.

    Attributes:
        times: Times measured on this computer, by the network's `models.identity`.
    """

    times: dict[tuple[str, str], Timing] = field(default_factory=dict)


@dataclass
class UploadState:
    """The uploads of a session.

    Attributes:
        held: Streamlit's ids of the files that inputs held when a page was last run as a whole.
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
    """Returns this session's state of the camera with the given key."""
    return st.session_state.setdefault(f"{key}-state", CameraState())


def upload_state() -> UploadState:
    """Returns this session's state of uploads."""
    return st.session_state.setdefault(UPLOAD_STATE, UploadState())


def address_state() -> AddressState:
    """Returns what this session remembers of its pages' addresses."""
    return st.session_state.setdefault(ADDRESS_STATE, AddressState())


def refusals() -> dict[str, str]:
    """Returns why clicks of this session were refused, by button key; entries are removed once shown."""
    return st.session_state.setdefault(REFUSALS, {})


def shown_uploads() -> set[str]:
    """Returns Streamlit's ids of the files that inputs hold now."""
    values = st.session_state.to_dict().values()
    files = [file for value in values for file in (value if isinstance(value, list) else [value])]
    return {file.file_id for file in files if isinstance(file, UploadedFile)}


def is_shown(key: str) -> bool:
    """Returns whether the session has a value for a widget, because the widget was shown or set."""
    return key in st.session_state


def widget_value(key: str) -> Any:
    """Returns a widget's value, even before it is shown; None if the session has no value for it."""
    return st.session_state.get(key)


def value_at_click(key: str) -> Any:
    """Returns a widget's value in a callback, which Streamlit might abort in `widget_value`."""
    return st.session_state.to_dict().get(key)


def set_widget(key: str, value: object) -> None:
    """Sets the value of a widget that has not been shown yet in this run of the page."""
    st.session_state[key] = value
