"""Pictures that one network got right and another got wrong, with the heat maps of both."""

from collections.abc import Callable
from itertools import permutations

import streamlit as st

from core.bundles.library import read_library
from core.comparison.comparing import Comparison
from core.comparison.confusion import one_right_other_wrong
from core.datasets.data_set import DataSet, Sample
from core.datasets.thumbnails import thumbnail
from core.errors import InklingError
from core.inference.classifier import Classifier, Prediction
from core.inference.hierarchy import answer_in_a_name
from core.preprocessing.decode import Picture
from core.presentation.comparison_gallery import Gallery, GalleryPicture, gallery_html, gallery_in_words
from core.presentation.markdown import escape_markdown
from core.presentation.overlays import heat_picture
from widgets.shared.address_memory import (
    begin_with_address,
    names_in_address,
    note_choice,
    note_for_address,
    remembering,
)
from widgets.shared.failures import leave_out_failed
from widgets.shared.models import classifier, identity
from widgets.shared.page_state import compare_state
from widgets.shared.widget_keys import CompareKey

_SHOWN = 12
_SIDE_PX = 160


def show_gallery(comparison: Comparison, titles: list[str], data_set: DataSet) -> Callable[[], list[Gallery]]:
    """Shows pictures of a data set that one network got right and another got wrong.

    Args:
        comparison: Networks on the pictures of the data set.
        titles: Titles of the networks.
        data_set: The data set.

    Returns:
        A function that makes the galleries of a report: the pictures that the first network got right and the
        second got wrong, and the reverse. It makes none if there are not two networks that can be loaded.
    """
    if len(titles) < 2:
        return list
    st.header("Which pictures did one get right and another wrong?")
    one, other = _choose_pair(
        [one.bundle.name for one in comparison.contenders], titles, _first_pair_with_pictures(comparison)
    )
    pair = [comparison.contenders[index].bundle for index in (one, other)]
    found, numbers = _rows(comparison, one, other)
    st.caption(escape_markdown(gallery_in_words(titles[one], titles[other], found, len(numbers))))
    networks = leave_out_failed(pair, classifier)[1]
    if len(networks) < len(pair):
        return list

    def gallery(one: int, other: int, networks: list[Classifier]) -> Gallery:
        found, numbers = _rows(comparison, one, other)
        pictures = _pictures(data_set, numbers, networks, [titles[one], titles[other]])
        return Gallery(titles[one], titles[other], found, pictures)

    if found:
        key = (data_set.name, tuple(numbers), titles[one], titles[other], *map(identity, pair))
        kept = compare_state().html
        st.html(kept.get_or_make(key, lambda: gallery_html(gallery(one, other, networks).pictures)))
    return lambda: [gallery(one, other, networks), gallery(other, one, networks[::-1])]


def _first_pair_with_pictures(comparison: Comparison) -> tuple[int, int]:
    """Returns the first pair in which one was right on a picture and the other wrong, else the first pair."""
    pairs = list(permutations(range(len(comparison.contenders)), 2))
    return next((pair for pair in pairs if len(one_right_other_wrong(comparison, *pair))), pairs[0])


def _choose_pair(names: list[str], titles: list[str], default: tuple[int, int]) -> tuple[int, int]:
    """Asks which network is to be right and which one wrong, with a default; returns their indices."""
    title_of = dict(zip(names, titles, strict=True))
    left, right = st.columns(2)
    begin = begin_with_address(CompareKey.RIGHT, CompareKey.RIGHT, title_of, [names[default[0]]])
    one = left.selectbox(
        "Right",
        names,
        names.index(begin[0]) if begin else 0,
        title_of.__getitem__,
        key=CompareKey.RIGHT,
        on_change=remembering(CompareKey.RIGHT, CompareKey.RIGHT),
    )
    others = [name for name in names if name != one]
    usual = others.index(names[default[1]]) if one == names[default[0]] else 0
    key = CompareKey.WRONG.of(one)
    begin = begin_with_address(
        key, CompareKey.WRONG, {name: title_of[name] for name in others}, [others[usual]]
    )
    other = right.selectbox(
        "Wrong",
        others,
        others.index(begin[0]) if begin else 0,
        title_of.__getitem__,
        key=key,
        on_change=remembering(key, CompareKey.WRONG),
    )
    # A network that is not compared any more is no mistake in the address.
    known = {name: bundle.title for name, bundle in read_library().bundles.items()} | title_of
    named = next(iter(names_in_address(CompareKey.RIGHT, title_of)), names[default[0]])
    note_choice(CompareKey.RIGHT, known, "network", one, names[default[0]], is_first_named=True)
    if one == named:
        note_choice(CompareKey.WRONG, known, "network", other, others[usual], is_first_named=True)
    else:
        # The person has chosen another pair, whatever the address names.
        note_for_address(CompareKey.WRONG, [other], is_default=other == others[usual])
    return names.index(one), names.index(other)


def _rows(comparison: Comparison, one: int, other: int) -> tuple[int, list[int]]:
    """Returns how many pictures one network got right and another got wrong, and numbers of the first few."""
    rows = one_right_other_wrong(comparison, one, other)
    return len(rows), [int(number) for number in comparison.numbers[rows[:_SHOWN]]]


def _pictures(
    data_set: DataSet, numbers: list[int], networks: list[Classifier], names: list[str]
) -> tuple[GalleryPicture, ...]:
    sample_of = {sample.number: sample for sample in data_set.samples}
    shown = []
    for number in numbers:
        try:
            shown.append(_picture(data_set, sample_of[number], networks, names))
        except (InklingError, KeyError):
            # The picture has been removed or cannot be read; the others are still shown.
            continue
    return tuple(shown)


def _picture(
    data_set: DataSet, sample: Sample, networks: list[Classifier], names: list[str]
) -> GalleryPicture:
    content = data_set.read(sample)
    answers: list[Prediction] = []
    for network in networks:
        answers.append(
            network.classify_picture(content)
            if isinstance(content, Picture)
            else network.classify_strokes(content)
        )
    best = [answer.top(1)[0] for answer in answers]
    # A kind of thing, such as "dog", can be an answer where no single class is.
    named = [answer_in_a_name(answer) for answer in answers]
    return GalleryPicture(
        thumbnail(data_set, sample, _SIDE_PX),
        sample.label,
        tuple(
            (name, *(said or (one.label, one.probability)), said is not None)
            for name, one, said in zip(names, best, named, strict=True)
        ),
        tuple(heat_picture(answer, one.label) for answer, one in zip(answers, best, strict=True)),
    )
