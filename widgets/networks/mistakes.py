"""A network's mistakes: the confusion matrix, and the classes mistaken most often, with pictures."""

from itertools import islice

import numpy as np
import pandas as pd
import streamlit as st
from PIL import Image

from core.bundles.bundle import Bundle
from core.datasets.store import read_data_set
from core.datasets.thumbnails import thumbnail
from core.errors import InklingError
from core.evaluation.confusion import MistakenPair, confusion_matrix, mistaken_pairs
from core.evaluation.stored_answers import StoredAnswers, read_stored_answers
from core.plurals import counted
from core.preprocessing.labelled_drawings import labelled_drawing
from core.presentation.evaluation_wording import all_test_pictures_in_words, pair_in_words
from core.presentation.example_sheet import examples_of_class
from core.presentation.markdown import escape_markdown
from core.presentation.training_charts import (
    FEW_CLASSES,
    MAX_MATRIX_CLASSES,
    confusion_chart,
    confusion_in_words,
)
from core.presentation.wording import share_in_percent
from core.storage.files import read_regular
from core.storage.settings import is_public
from core.training.results import answers_of, pictures_of
from core.training.runs import Run, read_runs
from widgets.shared.charts import show_chart
from widgets.shared.numbers import show_numbers

_SHOWN_PAIRS, _LISTED_PAIRS = 8, 200
_PICTURES_PER_PAIR = 4
_SIDE_PX, _PAIR_PX = 72, 260
_MATRIX_PX = 560
_CACHED = 500
_MAX_SHEET_BYTES = 16 * 2**20


def show_mistakes(bundle: Bundle) -> None:
    """Shows a network's mistakes on the test pictures whose answers are stored with it."""
    try:
        answers = read_stored_answers(bundle)
    except InklingError as error:
        st.info(escape_markdown(error.sentence), icon=":material/info:")
        return
    of_all = escape_markdown(all_test_pictures_in_words(bundle.card, len(answers.labels)))
    st.caption(
        f"Measured on {counted(len(answers.labels), 'picture')}, of which "
        f"{share_in_percent(answers.accuracy)} were right. {of_all} "
        "Confusion matrix: a row for each true class, a column for each answer; off the diagonal are "
        "the mistakes."
    )
    if len(bundle.labels) > MAX_MATRIX_CLASSES:
        _say_no_matrix(len(bundle.labels))
        _show_pairs(bundle, answers)
        return
    left, right = st.columns(2, gap="large")
    with left:
        _show_matrix(bundle, answers)
    with right:
        _show_pairs(bundle, answers)


def _say_no_matrix(classes: int) -> None:
    st.caption(
        f"With {classes:,} classes it would have {classes**2:,} squares, too many to read: the pairs that "
        "it mistakes most often say the same more briefly."
    )


def _show_matrix(bundle: Bundle, answers: StoredAnswers) -> None:
    st.markdown("**Confusion matrix: what it mistakes for what**")
    labels = bundle.labels
    confusion = confusion_matrix(answers.labels, answers.answers, len(labels)).tolist()
    is_small = len(labels) <= FEW_CLASSES
    with st.container(height="content" if is_small else _MATRIX_PX, border=False):
        show_chart(
            confusion_chart(confusion, labels),
            width="stretch" if is_small else "content",
            alt_text=confusion_in_words(confusion, labels),
        )
    table = pd.DataFrame(confusion, columns=list(labels))
    table.insert(0, "Truth, down; answer, across", list(labels), allow_duplicates=True)
    show_numbers("classes", table)


def _show_pairs(bundle: Bundle, answers: StoredAnswers) -> None:
    st.markdown("**Most often mistaken**")
    pairs = mistaken_pairs(answers.labels, answers.answers, _LISTED_PAIRS)
    if not pairs:
        st.success("It made no mistake on these pictures.", icon=":material/check:")
        return
    run = _run_of(bundle)
    has_pictures = has_mistaken = False
    with st.container(horizontal=True, gap="medium"):
        for pair in pairs[:_SHOWN_PAIRS]:
            label, answer = bundle.labels[pair.label], bundle.labels[pair.answer]
            with st.container(width=_PAIR_PX, gap="small"):
                st.markdown(escape_markdown(pair_in_words(pair, label, answer)))
                mistaken = _mistaken_pictures(run, label, answer) if run is not None else []
                if mistaken:
                    words = f"A picture of {label} that was mistaken for {answer}."
                    st.image(mistaken, width=_SIDE_PX, alt=[words] * len(mistaken))
                    has_mistaken = True
                has_pictures |= bool(mistaken) or _show_examples(bundle, pair)
    if not has_pictures:
        st.caption("It came without its test pictures, so only their classes are shown.")
    elif not has_mistaken:
        st.caption("The pictures are examples of the two classes, not those that were mistaken.")
    show_numbers("mistakes", _table(bundle, pairs), shares=("Share",))


def _run_of(bundle: Bundle) -> Run | None:
    """Returns the run that made a network, if known; None in a public demo, which shows no data sets."""
    if is_public():
        return None
    return next((run for run in read_runs()[0] if run.request.bundle == bundle.name), None)


def _show_examples(bundle: Bundle, pair: MistakenPair) -> bool:
    """Shows an example picture of each of the two classes; returns whether there were any."""
    pictures = {}
    for index in (pair.label, pair.answer):
        if (picture := _example(bundle, index)) is not None:
            pictures[bundle.labels[index]] = picture
    if pictures:
        st.image(
            list(pictures.values()),
            caption=[escape_markdown(name) for name in pictures],
            width=_SIDE_PX,
            alt=[f"An example of {name}." for name in pictures],
        )
    return bool(pictures)


def _example(bundle: Bundle, index: int) -> np.ndarray | None:
    """Returns an example drawing of a class as the network sees it, or a training picture, or None."""
    strokes = labelled_drawing(bundle.labels[index]) if bundle.kind == "ink" else None
    if strokes is not None:
        ink = Image.fromarray((255 - bundle.preprocessor(strokes) * 255).astype(np.uint8))
        return np.asarray(ink.resize((_SIDE_PX, _SIDE_PX), Image.Resampling.BICUBIC))
    try:
        sheet = read_regular(bundle.folder / "examples.png", _MAX_SHEET_BYTES)
    except OSError:
        return None
    return next(iter(examples_of_class(sheet, len(bundle.labels), index)), None)


def _mistaken_pictures(run: Run, label: str, answer: str) -> list[np.ndarray]:
    """Returns pictures of a class that were mistaken for another, if the data set still has them."""
    try:
        data_set = read_data_set(run.request.data_set)
    except InklingError:
        return []
    rows = answers_of(run)
    rows = rows[(rows["label"] == label) & (rows["answer"] == answer)]
    pictures = (
        _thumbnail(data_set.name, sample.number, sample.sha256) for sample in pictures_of(data_set, rows)
    )
    return list(islice((picture for picture in pictures if picture is not None), _PICTURES_PER_PAIR))


@st.cache_data(max_entries=_CACHED, show_spinner=False)
def _thumbnail(data_set_name: str, number: int, sha256: str) -> np.ndarray | None:
    """Returns a small picture; None if it no longer exists or cannot be read."""
    try:
        data_set = read_data_set(data_set_name)
        sample = next(s for s in data_set.samples if s.number == number and s.sha256 == sha256)
        return np.asarray(thumbnail(data_set, sample, _SIDE_PX))
    except (InklingError, StopIteration):
        return None


def _table(bundle: Bundle, pairs: list[MistakenPair]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "Truth": [bundle.labels[pair.label] for pair in pairs],
            "Answer": [bundle.labels[pair.answer] for pair in pairs],
            "Pictures": [pair.count for pair in pairs],
            "Share": [pair.count / pair.images for pair in pairs],
        }
    )
