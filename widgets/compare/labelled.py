"""Compares networks on labelled pictures: their own test pictures, or a data set of the user's."""

from collections.abc import Callable, Hashable

import streamlit as st

from core.bundles.bundle import Bundle
from core.comparison.comparing import Comparison, compare, compare_stored
from core.comparison.evaluated import (
    evaluated_answers,
    evaluation_stamp,
    pictures_to_evaluate,
    unknown_classes,
)
from core.comparison.evaluations import EvaluationRequest, start_evaluation
from core.comparison.kinds_as_classes import known_by_kind
from core.datasets.data_set import DataSet
from core.datasets.store import read_data_set, read_data_sets
from core.errors import without_received
from core.plurals import listed
from core.preprocessing.preprocessor import Kind
from core.presentation.comparison_words import known_by_kind_in_words, unknown_classes_in_words
from core.presentation.markdown import escape_markdown
from core.storage.names import distinct_titles
from core.storage.settings import is_public
from core.training.learned_pictures import learned_pictures
from widgets.compare.choices import choose_one, fingerprint_of
from widgets.compare.evaluating import follow_import, show_evaluation, show_zip
from widgets.compare.results import show_results
from widgets.shared.actions import showing_refusal
from widgets.shared.address_memory import (
    begin_with_address,
    names_in_address,
    note_for_address,
    remembering,
)
from widgets.shared.not_found import say_not_found, unknown_in_address
from widgets.shared.page_state import address_state, compare_state, set_widget
from widgets.shared.widget_keys import CompareKey

_HELD: dict[Kind, str] = {"ink": "drawings", "photo": "photos"}
_STORED, _OWN, _ZIP = "Test pictures that come with them", "One of your data sets", "A zip of pictures"


def show_labelled(bundles: list[Bundle], titles: dict[str, str]) -> None:
    """Offers the labelled pictures to compare networks on, and shows how the networks did.

    Args:
        bundles: The networks, all of one kind.
        titles: Titles of the networks, by name.
    """
    imported = follow_import()
    if imported is not None:
        set_widget(CompareKey.SOURCE, _OWN)
        address_state().chosen[CompareKey.DATA_SET] = (imported,)
        with showing_refusal():
            able = [one.name for one in bundles if pictures_to_evaluate(read_data_set(imported), one)]
            if able:
                start_evaluation(EvaluationRequest(imported, tuple(able)))
    # Visitors of a public demo see no data sets and start no jobs.
    sources = [_STORED] if is_public() else [_STORED, _OWN, _ZIP]
    is_set = imported is not None
    source = choose_one("Which labelled pictures?", sources, CompareKey.SOURCE, "source of pictures", is_set)
    if source == _ZIP:
        show_zip(bundles[0].kind)
    elif source == _OWN:
        _show_own(bundles, titles)
    else:
        _show_stored(bundles, titles)


def _show_stored(bundles: list[Bundle], titles: dict[str, str]) -> None:
    st.caption(
        "Each network comes with its answers for some of the pictures that it was tested on, but without the "
        "pictures. On a data set of your own, you see the pictures, too."
    )
    part = next(iter(bundles[0].card.figures), "their test pictures")
    key = ("stored", fingerprint_of(bundles))
    _compare(lambda: compare_stored(bundles), titles, key, None, part)


def _show_own(bundles: list[Bundle], titles: dict[str, str]) -> None:
    every, refused = read_data_sets()
    for sentence in refused:
        st.warning(escape_markdown(without_received(sentence)), icon=":material/info:")
    kind = bundles[0].kind
    data_sets = {one.name: one for one in every if one.kind == kind and one.samples}
    all_titles = distinct_titles({one.name: one.title for one in every})
    data_set_titles = {name: all_titles[name] for name in data_sets}
    if not data_sets:
        note_for_address(CompareKey.DATA_SET, _say_not_shown(data_set_titles, all_titles, every))
        st.info(
            "You have no data set of this kind yet. Upload a zip with a folder for each class, or collect "
            "pictures on the Train page.",
            icon=":material/lightbulb:",
        )
        return
    # If there are several, none is the default: the first one may be another one tomorrow. Nor does one take
    # the place of another one that the address names.
    is_other_named = bool(unknown_in_address(CompareKey.DATA_SET, data_set_titles))
    default = list(data_sets) if len(data_sets) == 1 and not is_other_named else []
    begin = begin_with_address(CompareKey.DATA_SET, CompareKey.DATA_SET, data_set_titles, default)
    name = st.selectbox(
        "Data set",
        list(data_sets),
        index=list(data_sets).index(begin[0]) if begin else None,
        placeholder="Choose a data set",
        format_func=data_set_titles.__getitem__,
        key=CompareKey.DATA_SET,
        on_change=remembering(CompareKey.DATA_SET, CompareKey.DATA_SET),
    )
    note_for_address(
        CompareKey.DATA_SET, [name] if name else _say_not_shown(data_set_titles, all_titles, every)
    )
    if name is None:
        return
    data_set = data_sets[name]
    bundles = _say_unknown(data_set, bundles, titles)
    if not bundles or show_evaluation(data_set, bundles, titles):
        return
    # It has been said which classes are unknown, so their pictures need not be counted among those left out.
    unknown = {label for bundle in bundles for label in unknown_classes(data_set, bundle)}
    answered = [evaluated_answers(data_set, bundle, unknown) for bundle in bundles]
    answers = [one for one in answered if len(one.numbers)]
    _say_taught(data_set, [one.bundle for one in answers], titles)
    _say_kinds(data_set, bundles, titles)
    _say_left_out(data_set, bundles)
    if answers:
        stamp = tuple(evaluation_stamp(data_set, bundle) for bundle in bundles)
        key = ("own", data_set.name, stamp, fingerprint_of(bundles))
        _compare(lambda: compare(answers), titles, key, data_set, data_set_titles[name])


def _say_not_shown(titles: dict[str, str], all_titles: dict[str, str], every: list[DataSet]) -> list[str]:
    """Says why data sets that the address names are not shown; returns what it names, to be kept there.

    Args:
        titles: Titles of the data sets that can be chosen, by name.
        all_titles: Titles of all data sets, by name.
        every: All data sets.
    """
    wanted = unknown_in_address(CompareKey.DATA_SET, titles)
    by_name = {one.name: one for one in every if one.name not in titles}
    others = {name: all_titles[name] for name in by_name}
    for name in names_in_address(CompareKey.DATA_SET, others):
        holds = _HELD[by_name[name].kind] if by_name[name].samples else "no pictures yet"
        st.info(
            escape_markdown(f'"{others[name]}" has {holds}, so these networks cannot be asked about it.'),
            icon=":material/search_off:",
        )
    say_not_found("data set", [value for value in wanted if value not in {*others, *others.values()}])
    return wanted


def _compare(
    make: Callable[[], Comparison],
    titles: dict[str, str],
    key: Hashable,
    data_set: DataSet | None,
    source: str,
) -> None:
    with showing_refusal():
        comparison = compare_state().comparisons.get_or_make(key, make)
        names = [titles[one.bundle.name] for one in comparison.contenders]
        show_results(comparison, names, data_set, source, key)


def _say_unknown(data_set: DataSet, bundles: list[Bundle], titles: dict[str, str]) -> list[Bundle]:
    """Says which classes of a data set networks do not know; returns the networks that can be compared."""
    shared = {sample.label for sample in data_set.samples}
    classes, able = len(shared), []
    # Networks that lack the same classes are named together.
    together: dict[tuple[tuple[str, int], ...], list[str]] = {}
    for bundle in bundles:
        unknown = unknown_classes(data_set, bundle)
        if unknown:
            together.setdefault(tuple(unknown.items()), []).append(titles[bundle.name])
        if len(unknown) < classes:
            able.append(bundle)
            shared -= set(unknown)
    for counts, names in together.items():
        words = unknown_classes_in_words(dict(counts), classes, names)
        (st.warning if len(counts) == classes else st.info)(escape_markdown(words), icon=":material/info:")
    if able and shared:
        return able
    if able:
        st.warning("There is no class in this data set that all of them know.", icon=":material/info:")
    st.markdown("Choose other networks, or another data set.")
    return []


def _say_taught(data_set: DataSet, bundles: list[Bundle], titles: dict[str, str]) -> None:
    # It may have been taught on another data set that holds the same pictures.
    shown = {sample.sha256 for sample in data_set.samples}
    pairs = zip(bundles, learned_pictures(bundles), strict=True)
    names = [titles[bundle.name] for bundle, learned in pairs if learned and shown & learned]
    if names:
        they = "it" if len(names) == 1 else "they"
        st.warning(
            escape_markdown(
                f"{listed(names)} learned from pictures of this data set, so these figures are "
                f"too good: {they} may know those pictures by heart. Compare on other pictures to be fair."
            ),
            icon=":material/balance:",
        )


def _say_kinds(data_set: DataSet, bundles: list[Bundle], titles: dict[str, str]) -> None:
    for bundle in bundles:
        if labels := known_by_kind(data_set.classes, bundle):
            st.caption(escape_markdown(known_by_kind_in_words(labels, titles[bundle.name])))


def _say_left_out(data_set: DataSet, bundles: list[Bundle]) -> None:
    """Says how many pictures are too many to be compared; those of unknown classes are named elsewhere."""
    unknown = {label for bundle in bundles for label in unknown_classes(data_set, bundle)}
    known = {sample.number for sample in data_set.samples if sample.label not in unknown}
    compared = known.intersection(
        *({sample.number for sample in pictures_to_evaluate(data_set, one)} for one in bundles)
    )
    rest = len(known) - len(compared)
    if compared and rest:
        first = "Only one picture is" if len(compared) == 1 else f"The first {len(compared):,} pictures are"
        st.caption(f"{first} compared; {rest:,} {'is' if rest == 1 else 'are'} not.")
