"""One picture: what every network answers, and how the answers change while the picture is changed."""

import hashlib
from dataclasses import dataclass

import numpy as np
import streamlit as st

from core.bundles.bundle import Bundle
from core.comparison.changes import changes_of
from core.comparison.robustness import Robustness, robustness
from core.inference.classifier import Classifier, Prediction
from core.preprocessing.decode import EXTENSIONS, MAX_BYTES
from core.preprocessing.example_drawings import EXAMPLES, example_drawing
from core.preprocessing.example_photos import read_example_photos
from core.preprocessing.ink_frames import refuse_dot
from core.preprocessing.preprocessor import Content, Kind
from core.preprocessing.strokes import Strokes
from core.presentation.comparison_figures import figures_html, list_html
from core.presentation.comparison_report import picture_report
from core.presentation.comparison_words import first_failures_in_words
from core.presentation.robustness_charts import bars_figure, shown_labels
from widgets.compare.choices import choose_one, fingerprint_of
from widgets.compare.figures import show_figures
from widgets.compare.slider import current_step, show_slider
from widgets.shared.actions import showing_refusal
from widgets.shared.address_choice import choose_in_address
from widgets.shared.address_memory import (
    begin_with_address,
    kept_unknown,
    names_in_address,
    note_choice,
    note_for_address,
    remembering,
    write_address,
)
from widgets.shared.answer_memory import KnownPicture
from widgets.shared.answers import headline
from widgets.shared.camera import show_camera, taken_picture
from widgets.shared.canvas import canvas_buttons, current_drawing, put_drawing, show_canvas
from widgets.shared.canvas_drawing import CANVAS_PX
from widgets.shared.canvas_keys import COMPARE_CANVAS
from widgets.shared.compare_state import CompareState
from widgets.shared.deep_links import is_history_navigation
from widgets.shared.failures import leave_out_failed
from widgets.shared.models import classifier
from widgets.shared.page_state import address_state, compare_state, widget_value
from widgets.shared.widget_keys import CompareKey

_SAME_PX = 2
_SOURCES: dict[Kind, dict[str, str]] = {
    "ink": {
        "canvas": ":material/draw: Draw",
        "file": ":material/upload: Upload",
        "camera": ":material/photo_camera: Camera",
    },
    "photo": {
        "examples": ":material/auto_awesome: Examples",
        "file": ":material/upload: Upload",
        "camera": ":material/photo_camera: Camera",
    },
}


@dataclass(frozen=True)
class _Shown:
    """A picture or drawing that networks are asked about.

    Attributes:
        content: The decoded picture, or the strokes of the drawing.
        known: The picture and the identity of its content; None for a drawing.
    """

    content: Content
    known: KnownPicture | None

    @property
    def fingerprint(self) -> str:
        """Distinguishes it from all other pictures and drawings."""
        if self.known is not None:
            return self.known.sha256
        assert isinstance(self.content, list)
        return hashlib.sha256(b"|".join(stroke.tobytes() for stroke in self.content)).hexdigest()


def show_one_picture(bundles: list[Bundle], titles: dict[str, str]) -> None:
    """Shows an input for a picture, and what networks answer.

    Args:
        bundles: The networks, all of one kind.
        titles: Titles of the networks, by name.
    """
    source = _choose_source(bundles[0].kind)
    _, networks = leave_out_failed(bundles, classifier)
    if networks:
        _live(source, networks, titles)


@st.fragment
def _live(source: str, networks: list[Classifier], titles: dict[str, str]) -> None:
    """Shows the picture, the answers and the slider; runs again for every stroke."""
    row = st.container(horizontal=True, gap="medium")
    with row:
        left = st.container(width=CANVAS_PX, key=COMPARE_CANVAS.place)
        right = st.container(width="stretch", key=CompareKey.ANSWERS)
    shown = None
    with left, showing_refusal():
        shown = _picture(source, networks)
    answers: list[Prediction] = []
    names: list[str] = []
    with right, showing_refusal():
        if shown is not None:
            networks, answers = leave_out_failed(networks, lambda network: _answer(network, shown))
        if answers:
            names = [titles[answer.bundle.name] for answer in answers]
            show_figures(list_html([headline(answers)]) + figures_html([bars_figure(answers, names)]), "bars")
        elif shown is None:
            st.info(
                "The answers appear here. Then use a slider to turn, move or blur the picture, and see which "
                "network fails first.",
                icon=":material/bar_chart:",
            )
    if shown is not None and answers:
        with row, st.container(width="stretch", key=CompareKey.CHANGING), showing_refusal():
            _show_changing(shown, networks, answers, names)
    write_address()


def _choose_source(kind: Kind) -> str:
    """Offers the sources of a picture; returns the chosen one."""
    key, sources = CompareKey.PICTURE.of(kind), _SOURCES[kind]
    return choose_in_address(
        key, "Choose a source", sources, "source of pictures", "collapsed", is_first_named=True
    )


def _show_changing(
    shown: _Shown, networks: list[Classifier], answers: list[Prediction], titles: list[str]
) -> None:
    which = "when the network fails" if len(networks) == 1 else "which network fails first"
    st.header(f"Change the picture, and see {which}", anchor=False)
    changes = changes_of(networks[0].bundle.kind)
    names = {change.title: name for name, change in changes.items()}
    key = CompareKey.CHANGE.of(networks[0].bundle.kind)
    chosen = choose_one("How it is changed", list(names), key, "change")
    change = changes[names[chosen]]
    label = _choose_label(answers)
    curves = (shown.fingerprint, change.name, fingerprint_of(network.bundle for network in networks))
    with st.spinner("Asking the networks at every step ...", show_time=False):
        reactions: Robustness = compare_state().curves.get_or_make(
            curves, lambda: robustness(networks, shown.content, change)
        )
    step = current_step(change)
    show_slider(reactions, label, titles, step)
    st.html(list_html(first_failures_in_words(reactions, titles)))
    st.download_button(
        "Save as a page",
        lambda: picture_report(answers, reactions, label, step, titles),
        "comparison.html",
        "text/html",
        on_click="ignore",
        icon=":material/save:",
    )


def _choose_label(answers: list[Prediction]) -> str:
    """Offers the classes; the one that most networks answer is chosen until the user chooses another one."""
    labels = shown_labels(answers)
    said = [answer.top(1)[0].label for answer in answers]
    winner = max(
        labels, key=lambda label: (said.count(label), sum(one.probability_of(label) for one in answers))
    )
    key = CompareKey.CLASS.of(winner)
    is_new = CompareKey.CLASS not in address_state().chosen
    names = names_in_address(CompareKey.CLASS, {label: label for label in labels}) if is_new else []
    shown = widget_value(key)
    begin = next(iter(names), shown if shown in labels else winner)
    label = st.selectbox(
        "Show the confidence for",
        labels,
        labels.index(begin),
        key=key,
        on_change=remembering(key, CompareKey.CLASS),
    )
    # A class that a network knows may be shown for another drawing.
    known = {known: known for answer in answers for known in answer.bundle.labels}
    note_choice(CompareKey.CLASS, known, "class", label, winner)
    return label


def _answer(network: Classifier, shown: _Shown) -> Prediction:
    memory = compare_state().memory
    if shown.known is not None:
        return memory.answer_picture(shown.known, [network])[0]
    assert isinstance(shown.content, list)
    refuse_dot(shown.content)
    return memory.answer_drawing(shown.content, [network])[0]


def _picture(source: str, networks: list[Classifier]) -> _Shown | None:
    """Shows the input of a source; returns the picture or drawing in it, or None."""
    if source == "canvas":
        strokes = _canvas(networks)
        return _Shown(strokes, None) if strokes else None
    if source == "examples":
        return _example()
    if source == "camera":
        show_camera(CompareKey.CAMERA, "Hold it up to the camera", networks, mirrored=False)
        file = taken_picture(CompareKey.CAMERA)
    else:
        file = st.file_uploader(
            "A picture", type=list(EXTENSIONS), max_upload_size=MAX_BYTES // 2**20, key=CompareKey.FILE
        )
    return _decoded(file.getvalue(), file.name) if file else None


def _canvas(networks: list[Classifier]) -> Strokes:
    state = compare_state()
    _put_example_of_address(state)
    strokes = current_drawing(state.drawing, COMPARE_CANVAS)
    st.caption("Draw here.")
    show_canvas(state.drawing, COMPARE_CANVAS)
    canvas_buttons(state.drawing, COMPARE_CANVAS)
    task = networks[0].bundle.task
    if task in EXAMPLES:
        st.button(
            "Show me an example", icon=":material/auto_awesome:", on_click=_draw_next, args=(state, task)
        )
    name, example = state.example or ("", [])
    named = [name] if _is_same(strokes, example) else []
    shown = named or (["drawn by hand"] if strokes else [])
    unknown = kept_unknown(CompareKey.EXAMPLE, _all_examples(), "example", shown)
    note_for_address(CompareKey.EXAMPLE, [*named, *unknown])
    return strokes


def _is_same(strokes: Strokes, others: Strokes) -> bool:
    """Returns whether two drawings are the same, within the precision of the canvas."""
    return len(strokes) == len(others) > 0 and all(
        np.allclose(one.min(axis=0), other.min(axis=0), atol=_SAME_PX)
        and np.allclose(one.max(axis=0), other.max(axis=0), atol=_SAME_PX)
        for one, other in zip(strokes, others, strict=True)
    )


def _put_example_of_address(state: CompareState) -> None:
    """Puts the address's example on the canvas if the page was just opened or reached through the history."""
    task_of = {name: task for task, drawings in EXAMPLES.items() for name in drawings}
    wanted = names_in_address(CompareKey.EXAMPLE, {name: name for name in task_of})
    if wanted and (is_history_navigation() or CompareKey.EXAMPLE not in address_state().chosen):
        task = task_of[wanted[0]]
        _put_example(state, task, list(EXAMPLES[task]).index(wanted[0]))


def _all_examples() -> dict[str, str]:
    """Returns the titles of all examples by name: an address may keep one of the other kind of networks."""
    drawings = {name: name for examples in EXAMPLES.values() for name in examples}
    return drawings | {photo.name: photo.label or photo.name for photo in read_example_photos()}


def _draw_next(state: CompareState, task: str) -> None:
    _put_example(state, task, state.examples_shown)


def _put_example(state: CompareState, task: str, number: int) -> None:
    state.example = example_drawing(task, number)
    put_drawing(state.drawing, state.example[1])
    state.examples_shown = number + 1


def _example() -> _Shown:
    photos = {photo.name: photo for photo in read_example_photos()}
    titles = {name: photo.label or name for name, photo in photos.items()}
    begin = begin_with_address(CompareKey.EXAMPLE, CompareKey.EXAMPLE, titles, list(photos))
    index = list(photos).index(begin[0]) if begin else 0
    name = st.selectbox(
        "Photo",
        list(photos),
        index,
        titles.__getitem__,
        key=CompareKey.EXAMPLE,
        on_change=remembering(CompareKey.EXAMPLE, CompareKey.EXAMPLE),
    )
    unknown = kept_unknown(CompareKey.EXAMPLE, _all_examples(), "example", [name], list(photos)[:1])
    note_for_address(CompareKey.EXAMPLE, unknown or [name])
    return _decoded(photos[name].read_bytes(), name)


def _decoded(data: bytes, name: str) -> _Shown:
    """Decodes a picture and shows it."""
    known = compare_state().memory.decode(data, name)
    st.image(known.picture.pixels, alt="The picture that the networks are asked about.", width="stretch")
    return _Shown(known.picture, known)
