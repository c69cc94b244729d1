"""Pictures made on the spot: drawn on the canvas, or recorded with the camera.

What came of a click is said on one line above the button that was clicked, so that it is in sight on a phone
too; the line is always there, so that nothing moves when its words change.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from core.datasets.checks import GOOD_CLASS_SIZE, MIN_CLASS_SIZE
from core.datasets.data_set import DataSet
from core.datasets.ingestion import add_drawing, add_picture
from core.datasets.recordings import add_recording
from core.datasets.store import begin_data_set, read_data_set
from core.errors import BadData, InklingError, NoInk
from core.preprocessing.ink_frames import refuse_dot
from core.preprocessing.preprocessor import Kind
from core.preprocessing.rasterize import drawing_as_png
from core.preprocessing.strokes import Strokes
from core.presentation.markdown import escape_markdown
from core.presentation.wording import in_letters
from core.storage.files import translating_os_errors
from widgets.shared.actions import action_button
from widgets.shared.camera import show_recorder, uses_simple_camera
from widgets.shared.canvas import canvas_buttons, current_drawing, drawing_at_click, show_canvas
from widgets.shared.canvas_drawing import CANVAS_PX, PEN_WIDTHS_PX
from widgets.shared.canvas_keys import TRAIN_CANVAS
from widgets.shared.deep_links import is_history_navigation
from widgets.shared.page_state import TrainState, set_widget, train_state, value_at_click
from widgets.shared.widget_keys import TrainKey, simple_camera_key
from widgets.train.address import class_in_address, write_class
from widgets.train.choices import NEW, choose_target, target_key

_HOW_MANY = f"at least {in_letters(MIN_CLASS_SIZE)} of each class; {GOOD_CLASS_SIZE} are better."


@dataclass(frozen=True)
class _Place:
    """Where single pictures go, as far as a person has said it.

    Attributes:
        data_set: The one that they go into; None for a new one.
        question: Key of the question into which one they go; empty where nobody is asked.
        label: Their class; empty if it was not said yet.
    """

    data_set: DataSet | None
    question: str
    label: str

    def at_click(self) -> "_Place":
        """Returns where they go now, in a callback: something may have been chosen just before the click."""
        name = self.data_set.name if self.data_set else NEW
        if self.question:
            name = value_at_click(self.question) or NEW
        return _Place(read_data_set(name) if name else None, self.question, self.label_at_click())

    def label_at_click(self) -> str:
        """Returns the class that is said now, as `at_click` does."""
        return value_at_click(_class_key(self.data_set)) or ""


def draw_one(data_set: DataSet | None) -> None:
    """Shows the canvas; what is drawn goes into a new data set, or one that the person has chosen."""
    state = train_state()
    place = _choose_place(data_set, "canvas", "What will you draw?")
    current_drawing(state.drawing, TRAIN_CANVAS)
    show_canvas(state.drawing, TRAIN_CANVAS)
    canvas_buttons(state.drawing, TRAIN_CANVAS)
    _show_message(state, f"Draw one, add it, draw the next: {_HOW_MANY}")
    _add_button("drawing", partial(_add_drawing, state, place))


def _add_drawing(state: TrainState, place: _Place) -> None:
    strokes = drawing_at_click(state.drawing, TRAIN_CANVAS)
    if not strokes and state.has_good_news():
        # The second half of a double click: what the first one has added is said already.
        return

    def add(target: DataSet, label: str) -> DataSet:
        if not strokes:
            raise NoInk("Nothing is drawn yet. Draw something first. Received: an empty canvas")
        refuse_dot(strokes)
        return _with_drawing(target, strokes, label)

    if _add_one(state, place, "ink", add):
        state.drawing.replace([])


def record(data_set: DataSet | None) -> None:
    """Shows the camera; what it records goes into a new data set, or one that the person has chosen."""
    state = train_state()
    place = _choose_place(data_set, "camera", "What will it show?")
    if uses_simple_camera(TrainKey.CAMERA):
        _take_one(state, place)
        return

    def add(pictures: Sequence[bytes]) -> str:
        now, count = _added(
            state, place, "photo", lambda target, label: add_recording(target, pictures, label)
        )
        return _more_of(place.label, now, count, len(pictures))

    if show_recorder(TrainKey.CAMERA, place.label, add):
        st.rerun()


def _take_one(state: TrainState, place: _Place) -> None:
    """Shows Streamlit's camera, which takes one picture at a time."""
    st.camera_input("Take a picture", key=simple_camera_key(TrainKey.CAMERA))
    _show_message(state, f"Take one, add it, take the next: {_HOW_MANY}")
    _add_button("photo", partial(_add_photo, state, place))


def _add_photo(state: TrainState, place: _Place) -> None:
    photo: UploadedFile | None = value_at_click(simple_camera_key(TrainKey.CAMERA))
    which = (photo.file_id, place.label_at_click()) if photo else None
    if which and which == state.added_photo and state.has_good_news():
        # The second half of a double click, as for a drawing.
        return

    def add(target: DataSet, label: str) -> DataSet:
        if photo is None:
            raise BadData("No picture has been taken yet. Take one first. Received: no picture")
        return add_picture(target, photo.getvalue(), photo.name, label)

    if _add_one(state, place, "photo", add):
        state.added_photo = which


def _choose_place(data_set: DataSet | None, source: str, question: str) -> _Place:
    """Shows what is to be said of single pictures: their class and, where that is a question, their data set.

    The one that is shown is taken without a question, if the person has chosen it.
    """
    identity = f"{source}-{data_set.name if data_set else NEW}"
    target = choose_target(data_set, identity, is_chosen=train_state().has_chosen)
    asked = "" if data_set is None or train_state().has_chosen else target_key(identity)
    return _Place(target, asked, _class_choice(target, question))


def _class_choice(data_set: DataSet | None, question: str) -> str:
    """Asks for the class; to begin with, after a reload and in the browser's history it is the address's."""
    state, key = train_state(), _class_key(data_set)
    if state.next_class or is_history_navigation() or not state.has_asked_class:
        set_widget(key, state.next_class or class_in_address() or None)
        # Not before: the run may be broken off.
        state.next_class, state.has_asked_class = "", True
    chosen = st.selectbox(
        question,
        data_set.classes if data_set else (),
        index=None,
        placeholder="Choose a class, or type a new one",
        accept_new_options=True,
        # With another data set, it begins anew.
        key=key,
    )
    write_class(chosen or "")
    return chosen or ""


def _class_key(data_set: DataSet | None) -> str:
    return TrainKey.CLASS.of(data_set.name) if data_set else TrainKey.CLASS


def _with_drawing(target: DataSet, strokes: Strokes, label: str) -> DataSet:
    """Adds a drawing: as strokes, or as a picture where the data set holds photos."""
    if target.kind == "ink":
        return add_drawing(target, strokes, label)
    png = drawing_as_png(strokes, CANVAS_PX, PEN_WIDTHS_PX["Medium"])
    return add_picture(target, png, "drawn here.png", label)


def _add_button(what: str, add: Callable[[], object]) -> None:
    action_button(f"Add this {what}", add, key=TrainKey.ADD.of(what), type="primary", icon=":material/add:")


def _show_message(state: TrainState, hint: str) -> None:
    """Says what came of the last click; a hint if there was none lately."""
    if message := state.current_message():
        icon = ":green[:material/check_circle:]" if state.message_is_good else ":orange[:material/warning:]"
        st.markdown(f"{icon} **{escape_markdown(message)}**")
    else:
        st.markdown(f":small[{escape_markdown(hint)}]")


def _add_one(state: TrainState, place: _Place, kind: Kind, add: Callable[[DataSet, str], DataSet]) -> bool:
    """Adds one picture, in a callback, and says what came of it; returns whether it was added.

    What is refused is said above the button, too, where the good news are.
    """
    try:
        with translating_os_errors():
            place = place.at_click()
            if not place.label.strip():
                raise BadData("First choose a class, or type a new name. Received: no class")
            now, count = _added(state, place, kind, add)
    except InklingError as error:
        state.say(error.sentence, good=False)
        return False
    state.say(_more_of(place.label, now, count), good=count > 0)
    return True


def _added(
    state: TrainState, place: _Place, kind: Kind, add: Callable[[DataSet, str], DataSet]
) -> tuple[DataSet, int]:
    """Adds to a data set, or to a new one, which is there with its first picture or not at all.

    Returns:
        The data set, which is shown next, and how many pictures it has more than before.
    """
    if place.data_set is not None:
        before, now = len(place.data_set.samples), add(place.data_set, place.label)
    else:
        title = f"My {'drawings' if kind == 'ink' else 'photos'}"
        before, now = 0, begin_data_set(title, kind, lambda draft: add(draft, place.label))
        # It stays chosen.
        state.next_class = now.samples[-1].label if now.samples else ""
    state.next_data_set = now.name
    return now, len(now.samples) - before


def _more_of(label: str, data_set: DataSet, count: int, came: int = 1) -> str:
    """Says how many pictures of a class were added, of how many that came, and how many there are now."""
    if not count:
        return f'This very picture of "{label}" is already there.'
    total = data_set.counts()[data_set.samples[-1].label]
    copies = (
        f" {came - count:,} of {came:,} {'was' if came - count == 1 else 'were'} the very same picture."
        if count < came
        else ""
    )
    return f'{"One" if count == 1 else f"{count:,}"} more of "{label}": {total:,} now.{copies}'
