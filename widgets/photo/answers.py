"""The answers of several networks for one photo, where they looked, and a form for the correct answer."""

from functools import partial

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core.datasets.class_names import known_class
from core.datasets.pseudo_labels import CORRECTED_TITLE, correct
from core.errors import without_received
from core.inference.batch import Row
from core.inference.classifier import Classifier, Prediction
from core.inference.hierarchy import groups, most_specific_confident_kind, same_thing
from core.plurals import counted
from core.preprocessing.decode import Picture
from core.preprocessing.image_source import ImageSource
from core.presentation.markdown import escape_markdown
from core.presentation.overlays import SIDE_PX, evidence_in_words, heat_picture, seen_picture, sharp_photo
from core.presentation.wording import agreement, group_in_words, guess_in_words, own_guess_in_words
from core.storage.names import clean_label
from core.storage.settings import is_public
from widgets.shared.actions import action_submit_button, showing_refusal
from widgets.shared.answer_memory import KnownPicture
from widgets.shared.answers import show_answers
from widgets.shared.failures import leave_out_failed
from widgets.shared.page_state import PhotoState, photo_state, value_at_click
from widgets.shared.panel_keys import PanelKey
from widgets.shared.widget_keys import PhotoKey

_OWN = ""  # stands for the class that each network finds most likely
_GROUPS = 3


def show_photo(photo: ImageSource, classifiers: list[Classifier]) -> None:
    """Shows one photo's answers and where each network looked, or why the photo is refused.

    The photo is decoded once and each network runs once; the user's choices here do not run them again.
    """
    memory = photo_state().memory
    with showing_refusal():
        known = memory.decode(photo.read_bytes(), photo.name)
        _, answers = leave_out_failed(classifiers, lambda network: memory.answer_picture(known, [network])[0])
        if not answers:
            return
        photo_state().spoken = agreement(answers, same_thing)
        answers_here, picture_here = _places(len(answers))
        with answers_here:
            _show_answers(known, answers)
        with picture_here:
            _show_closer(known.picture, answers)
        if not is_public():
            _show_correction(photo, known, answers)


def show_row(photo: ImageSource, row: Row, classifiers: list[Classifier]) -> None:
    """Shows one photo of a table as `show_photo` does, with the answers in the table.

    No network runs unless the user wants to see where the networks looked; then each of them runs once.

    Args:
        photo: The photo.
        row: Its row in the table.
        classifiers: The networks, in the order of the row's verdicts.
    """
    if row.problem:
        st.warning(escape_markdown(without_received(row.problem)), icon=":material/info:")
    if not row.verdicts:
        return
    memory = photo_state().memory
    with showing_refusal():
        known = memory.decode(photo.read_bytes(), photo.name)
        answers = [
            network.predict_from_logits(
                known.picture, verdict.logits, verdict.familiarity, verdict.milliseconds
            )
            for network, verdict in zip(classifiers, row.verdicts, strict=True)
            if verdict is not None
        ]
        answers_here, picture_here = _places(len(answers))
        with answers_here:
            _show_answers(known, answers)
        with picture_here:
            answered = [answer.bundle for answer in answers]
            _show_picture(known, [network for network in classifiers if network.bundle in answered])
        if not is_public():
            _show_correction(photo, known, answers)


def _places(answers: int) -> list[DeltaGenerator]:
    """Returns the containers for the answers and for the picture, side by side if there is only one answer.

    On a phone, the picture follows directly below the answer.
    """
    return list(st.columns([3, 2], gap="medium")) if answers == 1 else [st.container()] * 2


def _show_picture(known: KnownPicture, networks: list[Classifier]) -> None:
    """Shows a photo of a table or, if the user wants to see it, where each of its networks looked."""
    who = "it" if len(networks) == 1 else "they"
    # Off at first for every photo: with a shared key, selecting another row would run the networks at once.
    looked_key = PhotoKey.LOOKED.of(known.sha256)
    if st.toggle(f"Show where {who} looked", key=looked_key, persist_state="session"):
        memory = photo_state().memory
        _, looked = leave_out_failed(networks, lambda network: memory.answer_picture(known, [network])[0])
        if looked:
            _show_closer(known.picture, looked)
            return
    st.image(known.picture.pixels, alt="Your photo.", width=SIDE_PX)


def _show_answers(known: KnownPicture, answers: list[Prediction]) -> None:
    for note in known.picture.notes:
        st.caption(escape_markdown(note))
    show_answers(answers)
    _show_groups(answers)


def _show_groups(answers: list[Prediction]) -> None:
    """Shows probabilities summed over breeds and models of one kind, except where the photo is unfamiliar."""
    for answer in answers:
        if answer.reason == "unfamiliar":
            continue
        large = [group for group in groups(answer) if len(group.members) > 1][:_GROUPS]
        if large:
            words = "; ".join(map(group_in_words, large))
            st.caption(escape_markdown(f"{answer.bundle.title}, by kind: {words}."))


@st.fragment
def _show_closer(picture: Picture, answers: list[Prediction]) -> None:
    labels = sorted({likely.label for answer in answers for likely in answer.top()})
    # The pictures come first, above the controls that change them.
    pictures = st.container()
    left, right = st.columns(2, vertical_alignment="bottom") if len(answers) > 1 else [st.container()] * 2
    which = "the network" if len(answers) == 1 else "each network"
    label = left.selectbox(
        "Show evidence for",
        [_OWN, *labels],
        format_func=lambda label: label or own_guess_in_words(len(answers)),
        key=PhotoKey.EVIDENCE,
        persist_state="session",
    )
    percent = right.slider(
        "Overlay strength", 0, 100, 70, format="%d%%", key=PhotoKey.OPACITY, persist_state="session"
    )
    with pictures:
        columns = st.columns(len(answers))
    for column, answer in zip(columns, answers, strict=True):
        wanted = answer.top(1)[0].label if label == _OWN else label
        with column:
            words = guess_in_words(answer) if label == _OWN else label
            _show_evidence(picture, answer, wanted, words, percent / 100)
    with st.expander(f"What {which} saw", key=PanelKey.SEEN):
        for column, answer in zip(st.columns(len(answers)), answers, strict=True):
            side = answer.bundle.preprocessor.size_px
            column.image(
                seen_picture(answer),
                caption=escape_markdown(f"{answer.bundle.title} saw these {side} x {side} pixels."),
                alt=f"Your photo as {answer.bundle.title} saw it: its middle, {side} by {side} pixels.",
                width=SIDE_PX,
            )


def _show_evidence(picture: Picture, answer: Prediction, label: str, words: str, opacity: float) -> None:
    title = answer.bundle.title
    if label not in answer.bundle.labels:
        st.caption(escape_markdown(f"{title} does not know {label}."))
        return
    overlay = heat_picture(answer, label, opacity, sharp_photo(answer, picture))
    if overlay is None:
        st.caption(
            f"{escape_markdown(title)} combines all parts of the photo before it decides, so it cannot show "
            "where it looked."
        )
        return
    caption, alt = evidence_in_words(answer, label, words)
    st.image(overlay, caption=escape_markdown(caption), alt=alt, width=SIDE_PX)


def _show_correction(photo: ImageSource, known: KnownPicture, answers: list[Prediction]) -> None:
    """Shows a form that stores the photo with its correct label for the next training."""
    kinds = [kind[0] for answer in answers if (kind := most_specific_confident_kind(answer))]
    likeliest = [likely.label for answer in answers for likely in answer.top(3)]
    state, key = photo_state(), PhotoKey.CORRECTION.of(known.sha256)
    with (
        st.form(PhotoKey.CORRECTION_FORM.of(known.sha256), border=False),
        st.container(horizontal=True, vertical_alignment="bottom", key=PhotoKey.CORRECTION),
    ):
        st.selectbox(
            "Correct answer",
            list(dict.fromkeys(kinds + likeliest)),
            index=None,
            placeholder="Choose, or type what it shows",
            accept_new_options=True,
            help=f'The photo is kept in the data set "{CORRECTED_TITLE}", for training.',
            key=key,
        )
        action_submit_button(
            "Save as training example",
            partial(_save, state, photo, key),
            key=PhotoKey.CORRECTION.of(known.sha256, "button"),
            icon=":material/bookmark_add:",
        )
        if state.saved:
            st.success(escape_markdown(state.saved), icon=":material/check:")
            state.saved = ""


def _save(state: PhotoState, photo: ImageSource, key: str) -> None:
    label = value_at_click(key) or ""
    data_set = correct(photo, label)
    photos = counted(len(data_set.samples), "photo")
    # What was typed may be a class in other capitals.
    kept = known_class(clean_label(label), data_set.classes)
    state.saved = (
        f'Saved as "{kept}" in "{data_set.title}", which has {photos} now. Train on it on the Train page.'
    )
