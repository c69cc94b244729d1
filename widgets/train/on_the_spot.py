"""Pictures made on the spot: drawn on the canvas, or recorded with the camera.

The result of a click is shown in a line above the button, so that it is visible on a phone too. The line is
always present, so that nothing moves when its text changes.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from core.datasets.change_records import last_change
from core.datasets.checks import GOOD_CLASS_SIZE, MIN_CLASS_SIZE
from core.datasets.class_names import known_class
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
from core.presentation.wording import spelled_out
from core.storage.files import translating_os_errors
from core.storage.names import clean_label
from widgets.shared.actions import action_button
from widgets.shared.callbacks import to_its_end
from widgets.shared.camera import show_recorder, uses_simple_camera
from widgets.shared.canvas import canvas_buttons, current_drawing, drawing_at_click, show_canvas
from widgets.shared.canvas_drawing import CANVAS_PX, PEN_WIDTHS_PX
from widgets.shared.canvas_keys import TRAIN_CANVAS
from widgets.shared.deep_links import is_history_navigation
from widgets.shared.page_state import (
    TrainState,
    address_state,
    set_widget,
    train_state,
    value_at_click,
    widget_value,
)
from widgets.shared.widget_keys import TrainKey, simple_camera_key
from widgets.train.address import class_in_address, write_class
from widgets.train.choices import NEW, choose_target, target_key

_HOW_MANY = f"at least {spelled_out(MIN_CLASS_SIZE)} of each class; {GOOD_CLASS_SIZE} are better."


@dataclass(frozen=True)
class _Place:
    """Where new pictures go, as far as the user has chosen it.

    Attributes:
        data_set: The data set that they go into; None for a new one.
        question: Widget key of the question which data set they go into; empty if it is not asked.
        label: Their class; empty if none is chosen yet.
    """

    data_set: DataSet | None
    question: str
    label: str

    def at_click(self) -> "_Place":
        """Returns the current place, for callbacks: a choice may have changed just before the click."""
        name = self.data_set.name if self.data_set else NEW
        if self.question:
            name = value_at_click(self.question) or NEW
        target = read_data_set(name) if name else None
        return _Place(target, self.question, _meant(self.label_at_click(), target))

    def label_at_click(self) -> str:
        """Returns the class that is chosen now, for callbacks."""
        return _meant(value_at_click(_class_key(self.data_set)), self.data_set)


def draw_one(data_set: DataSet | None) -> None:
    """Shows the canvas; drawings go into a new data set, or into one that the user has chosen."""
    state = train_state()
    place = _choose_place(data_set, "canvas", "What will you draw?")
    current_drawing(state.drawing, TRAIN_CANVAS)
    show_canvas(state.drawing, TRAIN_CANVAS)
    canvas_buttons(state.drawing, TRAIN_CANVAS)
    _show_message(state, place, f"Draw one, add it, draw the next: {_HOW_MANY}")
    _add_button("drawing", partial(_add_drawing, state, place))


def _add_drawing(state: TrainState, place: _Place) -> None:
    strokes = drawing_at_click(state.drawing, TRAIN_CANVAS)
    if not strokes and state.has_good_news():
        # The second click of a double click: the message about the first one is still shown.
        return

    def add(target: DataSet, label: str) -> DataSet:
        if not strokes:
            raise NoInk("Nothing is drawn yet. Draw something first. Received: an empty canvas")
        refuse_dot(strokes)
        return _with_drawing(target, strokes, label)

    if _add_one(state, place, "ink", add):
        state.drawing.start_over()


def record(data_set: DataSet | None) -> None:
    """Shows the camera; its pictures go into a new data set, or into one that the user has chosen."""
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
    _show_message(state, place, f"Take one, add it, take the next: {_HOW_MANY}")
    _add_button("photo", partial(_add_photo, state, place))


def _add_photo(state: TrainState, place: _Place) -> None:
    photo: UploadedFile | None = value_at_click(simple_camera_key(TrainKey.CAMERA))
    which = (photo.file_id, place.label_at_click()) if photo else None
    if which and which == state.added_photo and state.has_good_news():
        # The second click of a double click, as in `_add_drawing`.
        return

    def add(target: DataSet, label: str) -> DataSet:
        if photo is None:
            raise BadData("No picture has been taken yet. Take one first. Received: no picture")
        return add_picture(target, photo.getvalue(), photo.name, label)

    if _add_one(state, place, "photo", add):
        state.added_photo = which


def _choose_place(data_set: DataSet | None, source: str, question: str) -> _Place:
    """Shows the choice of the class of new pictures and, if it is unclear, of their data set.

    If the user has chosen the data set that is shown, pictures go into it without a question.
    """
    identity = f"{source}-{data_set.name if data_set else NEW}"
    target = choose_target(data_set, identity, is_chosen=train_state().has_chosen)
    asked = "" if data_set is None or train_state().has_chosen else target_key(identity)
    return _Place(target, asked, _class_choice(target, question))


def _class_choice(data_set: DataSet | None, question: str) -> str:
    """Shows the choice of a class; returns the chosen one, or an empty string.

    When the session starts, which includes every reload, and after each step in the browser's history, the
    choice is set to the class in the address. Coming back to the page by a link, the user finds the class of
    the last visit.
    """
    state, key, visit = train_state(), _class_key(data_set), address_state().visit.number
    if state.next_class or is_history_navigation() or state.class_visit != visit:
        place, label = state.last_class
        last = label if place == key and not is_history_navigation() else ""
        set_widget(key, state.next_class or class_in_address() or last or None)
        # Changed only after the widget is set: the run may be aborted before that.
        state.next_class, state.class_visit = "", visit
    # What was typed, or is in the address, may be a class in other capitals.
    if (written := widget_value(key)) and (meant := _meant(written, data_set)) != written:
        set_widget(key, meant or None)
    chosen = st.selectbox(
        question,
        data_set.classes if data_set else (),
        index=None,
        placeholder="Choose a class, or type a new one",
        accept_new_options=True,
        # Each data set has a key of its own, so that another one starts without a class.
        key=key,
        on_change=partial(_note_class, key),
    )
    state.last_class = key, chosen or ""
    write_class(chosen or "")
    return chosen or ""


@to_its_end
def _note_class(key: str) -> None:
    """Notes the class in a callback: if the person leaves the page at once, no run of the page notes it."""
    chosen = value_at_click(key)
    train_state().last_class = key, chosen or ""


def _meant(written: str | None, data_set: DataSet | None) -> str:
    """Returns the class that was typed or chosen; an empty string if there is none.

    What was typed may be too long for an address, or for a sentence.
    """
    return known_class(clean_label(written or ""), data_set.classes if data_set else ())


def _class_key(data_set: DataSet | None) -> str:
    return TrainKey.CLASS.of(data_set.name) if data_set else TrainKey.CLASS


def _with_drawing(target: DataSet, strokes: Strokes, label: str) -> DataSet:
    """Adds a drawing as strokes, or as a picture if the data set contains photos."""
    if target.kind == "ink":
        return add_drawing(target, strokes, label)
    png = drawing_as_png(strokes, CANVAS_PX, PEN_WIDTHS_PX["Medium"])
    return add_picture(target, png, "drawn here.png", label)


def _add_button(what: str, add: Callable[[], object]) -> None:
    action_button(f"Add this {what}", add, key=TrainKey.ADD.of(what), type="primary", icon=":material/add:")


def _show_message(state: TrainState, place: _Place, hint: str) -> None:
    """Shows the result of a recent click, or a hint if there is none or the data set was changed since."""
    state.drop_outdated(_time_of_last_change(place.data_set))
    if message := state.current_message():
        icon = ":green[:material/check_circle:]" if state.message_is_good else ":orange[:material/warning:]"
        st.markdown(f"{icon} **{escape_markdown(message)}**")
    else:
        st.markdown(f":small[{escape_markdown(hint)}]")


def _add_one(state: TrainState, place: _Place, kind: Kind, add: Callable[[DataSet, str], DataSet]) -> bool:
    """Adds one picture, in a callback, and shows the result; returns whether the picture was accepted.

    A copy of a picture that is already there counts as accepted. A refusal is shown above the button, where
    success is shown too.
    """
    try:
        with translating_os_errors():
            place = place.at_click()
            if not place.label:
                raise BadData("First choose a class, or type a new name. Received: no class")
            now, count = _added(state, place, kind, add)
    except InklingError as error:
        state.say(error.sentence, good=False)
        return False
    state.say(_more_of(place.label, now, count), good=count > 0, change=_time_of_last_change(now))
    return True


def _time_of_last_change(data_set: DataSet | None) -> float | None:
    change = last_change(data_set) if data_set else None
    return change.time if change else None


def _added(
    state: TrainState, place: _Place, kind: Kind, add: Callable[[DataSet, str], DataSet]
) -> tuple[DataSet, int]:
    """Adds pictures to a data set, or creates one together with its first pictures, or not at all.

    Returns:
        The data set, which the page shows next, and the number of pictures added.
    """
    if place.data_set is not None:
        before, now = len(place.data_set.samples), add(place.data_set, place.label)
    else:
        title = f"My {'drawings' if kind == 'ink' else 'photos'}"
        before, now = 0, begin_data_set(title, kind, lambda draft: add(draft, place.label))
        # Keeps the class chosen, now in the new data set.
        state.next_class = now.samples[-1].label if now.samples else ""
    state.next_data_set = now.name
    return now, len(now.samples) - before


def _more_of(label: str, data_set: DataSet, count: int, came: int = 1) -> str:
    """Returns a sentence: how many pictures of a class were added, out of how many, and its new total."""
    if not count:
        these = "This picture" if came == 1 else f"These {came:,} pictures"
        return f'{these} of "{label}" {"is" if came == 1 else "are"} already in the data set.'
    total = data_set.counts()[data_set.samples[-1].label]
    copies = (
        f" {came - count:,} of {came:,} {'was an exact copy' if came - count == 1 else 'were exact copies'}."
        if count < came
        else ""
    )
    if total == count:
        first = "The first picture" if count == 1 else f"The first {count:,} pictures"
        return f'{first} of "{label}" {"was" if count == 1 else "were"} added.{copies}'
    return f'{"One" if count == 1 else f"{count:,}"} more of "{label}": {total:,} now.{copies}'
