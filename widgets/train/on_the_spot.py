"""Pictures made on the spot: drawn on the canvas, or recorded with the camera.

What came of a click is said on one line above the button that was clicked, so that it is in sight on a phone
too; the line is always there, so that nothing moves when its words change.
"""

from collections.abc import Callable, Sequence

import streamlit as st

from core.datasets.checks import GOOD_CLASS_SIZE, MIN_CLASS_SIZE
from core.datasets.data_set import DataSet
from core.datasets.ingestion import add_drawing, add_picture
from core.datasets.recordings import add_recording
from core.datasets.store import begin_data_set
from core.errors import BadData, InklingError, NoInk
from core.preprocessing.ink_frames import refuse_dot
from core.preprocessing.preprocessor import Kind
from core.preprocessing.rasterize import drawing_as_png
from core.preprocessing.strokes import Strokes
from core.presentation.markdown import escape_markdown
from core.presentation.wording import in_letters
from core.storage.files import translating_os_errors
from widgets.shared.camera import show_recorder, uses_simple_camera
from widgets.shared.canvas import canvas_buttons, current_drawing, show_canvas
from widgets.shared.canvas_drawing import CANVAS_PX, PEN_WIDTHS_PX
from widgets.shared.canvas_keys import TRAIN_CANVAS
from widgets.shared.page_state import TrainState, set_widget, train_state
from widgets.shared.widget_keys import TrainKey, simple_camera_key
from widgets.train.choices import NEW, choose_target

_HOW_MANY = f"{in_letters(MIN_CLASS_SIZE)} of each class at least, {GOOD_CLASS_SIZE} are better."


def draw_one(data_set: DataSet | None) -> None:
    """Shows the canvas; what is drawn goes into a new data set, or one that the person has chosen."""
    state = train_state()
    target = _target_to_fill(data_set, "canvas")
    label = _class_choice(target, "What will you draw?")
    strokes = current_drawing(state.drawing, TRAIN_CANVAS)

    def add(target: DataSet) -> DataSet:
        if not strokes:
            raise NoInk("Nothing is drawn yet. Draw something first. Received: an empty canvas")
        refuse_dot(strokes)
        return _with_drawing(target, strokes, label)

    if not strokes and state.message_is_good and state.current_message():
        # The second half of a double click: what the first one has added is said already.
        state.requested = ""
    if state.requested == "drawing" and _add_one(state, target, "ink", label, add):
        state.drawing.replace([])
        st.rerun()
    show_canvas(state.drawing, TRAIN_CANVAS)
    canvas_buttons(state.drawing, TRAIN_CANVAS)
    _show_message(state, f"Draw one, add it, draw the next: {_HOW_MANY}")
    _add_button(state, "drawing")


def record(data_set: DataSet | None) -> None:
    """Shows the camera; what it records goes into a new data set, or one that the person has chosen."""
    state = train_state()
    target = _target_to_fill(data_set, "camera")
    label = _class_choice(target, "What will it show?")
    if uses_simple_camera(TrainKey.CAMERA):
        _take_one(state, target, label)
        return

    filled: list[DataSet] = []

    def add(pictures: Sequence[bytes]) -> str:
        before = len(target.samples) if target else 0
        now = _added(target, "photo", lambda target: add_recording(target, pictures, label))
        state.next_data_set = now.name
        filled.append(now)
        return _more_of(label, now, len(now.samples) - before, len(pictures))

    if show_recorder(TrainKey.CAMERA, label, add):
        # Not above: where the session is written to, Streamlit may break the run off, and a recording that
        # nobody has taken note of yet would be added once more.
        for data_set_now in filled:
            _keep_class(target, data_set_now)
        st.rerun()


def _take_one(state: TrainState, target: DataSet | None, label: str) -> None:
    """Shows Streamlit's camera, which takes one picture at a time."""
    photo = st.camera_input("Take a picture", key=simple_camera_key(TrainKey.CAMERA))

    def add(target: DataSet) -> DataSet:
        if photo is None:
            raise BadData("No picture is taken yet. Take one first. Received: no picture")
        return add_picture(target, photo.getvalue(), photo.name, label)

    if state.requested == "photo" and _add_one(state, target, "photo", label, add):
        st.rerun()
    _show_message(state, f"Take one, add it, take the next: {_HOW_MANY}")
    _add_button(state, "photo")


def _target_to_fill(data_set: DataSet | None, source: str) -> DataSet | None:
    """Returns the data set for single pictures: the one that is shown, if the person has chosen it."""
    identity = f"{source}-{data_set.name if data_set else NEW}"
    return choose_target(data_set, identity, is_chosen=train_state().has_chosen)


def _class_choice(data_set: DataSet | None, question: str) -> str:
    chosen = st.selectbox(
        question,
        data_set.classes if data_set else (),
        index=None,
        placeholder="Choose a class, or type a new one",
        accept_new_options=True,
        # With another data set, it begins anew.
        key=_class_key(data_set),
    )
    return chosen or ""


def _class_key(data_set: DataSet | None) -> str:
    return TrainKey.CLASS.of(data_set.name) if data_set else TrainKey.CLASS


def _keep_class(target: DataSet | None, now: DataSet) -> None:
    """Leaves the class chosen where a data set has begun with a first picture of it."""
    if target is None and now.samples:
        set_widget(_class_key(now), now.samples[-1].label)


def _with_drawing(target: DataSet, strokes: Strokes, label: str) -> DataSet:
    """Adds a drawing: as strokes, or as a picture where the data set holds photos."""
    if target.kind == "ink":
        return add_drawing(target, strokes, label)
    png = drawing_as_png(strokes, CANVAS_PX, PEN_WIDTHS_PX["Medium"])
    return add_picture(target, png, "drawn here.png", label)


def _add_button(state: TrainState, what: str) -> None:
    st.button(
        f"Add this {what}",
        type="primary",
        icon=":material/add:",
        key=TrainKey.ADD.of(what),
        on_click=state.request,
        args=(what,),
    )


def _show_message(state: TrainState, hint: str) -> None:
    """Says what came of the last click; a hint if there was none lately."""
    if message := state.current_message():
        icon = ":green[:material/check_circle:]" if state.message_is_good else ":orange[:material/warning:]"
        st.markdown(f"{icon} **{escape_markdown(message)}**")
    else:
        st.markdown(f":small[{escape_markdown(hint)}]")


def _add_one(
    state: TrainState, target: DataSet | None, kind: Kind, label: str, add: Callable[[DataSet], DataSet]
) -> bool:
    """Does what a click asked for, in one piece; returns whether something was added."""
    state.requested = ""
    try:
        if not label.strip():
            raise BadData("Say first which class this is: choose one, or type a new name. Received: no class")
        before = len(target.samples) if target else 0
        with translating_os_errors():
            now = _added(target, kind, add)
    except InklingError as error:
        state.say(error.sentence, good=False)
        return False
    state.next_data_set = now.name
    _keep_class(target, now)
    count = len(now.samples) - before
    state.say(_more_of(label, now, count), good=count > 0)
    return True


def _added(target: DataSet | None, kind: Kind, add: Callable[[DataSet], DataSet]) -> DataSet:
    """Adds to a data set, or to a new one, which is there with its first picture or not at all."""
    if target is not None:
        return add(target)
    return begin_data_set(f"My {'drawings' if kind == 'ink' else 'photos'}", kind, add)


def _more_of(label: str, data_set: DataSet, count: int, came: int = 1) -> str:
    """Says how many pictures of a class were added, of how many that came, and how many there are now."""
    if not count:
        return f'The very same picture of "{label}" is there already.'
    total = data_set.counts()[data_set.samples[-1].label]
    copies = (
        f" {came - count:,} of {came:,} {'was' if came - count == 1 else 'were'} the very same picture."
        if count < came
        else ""
    )
    return f'{"One" if count == 1 else f"{count:,}"} more of "{label}": {total:,} now.{copies}'
