"""What is compared: networks of one kind, and on what; the page's address keeps all of it."""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence

import streamlit as st

from core.bundles.bundle import Bundle
from core.bundles.hidden import visible
from core.bundles.library import read_library
from core.comparison.evaluations import MAX_NETWORKS
from core.inference.least_confidence import least_confidence_of
from core.preprocessing.preprocessor import Kind
from core.presentation.markdown import escape_markdown
from core.presentation.wording import in_letters
from widgets.compare.address import begin_with_address, note_for_address
from widgets.compare.left_out import left_out_in_words
from widgets.shared.deep_links import is_history_navigation
from widgets.shared.models import identity
from widgets.shared.page_state import compare_state, is_shown
from widgets.shared.widget_keys import CompareKey

PICTURE, LABELLED, TRAINING = "One picture", "Many labelled pictures", "Training"
_KINDS: dict[str, Kind] = {"Drawings": "ink", "Photos": "photo"}
_FIRST = 3


def choose_view() -> str:
    """Shows on what networks can be compared; returns what is chosen."""
    return (
        st.segmented_control(
            "Compare them on",
            [PICTURE, LABELLED, TRAINING],
            default=PICTURE,
            required=True,
            key=CompareKey.VIEW,
            bind="query-params",
        )
        or PICTURE
    )


def choose_networks() -> tuple[list[Bundle], dict[str, str]]:
    """Shows which networks of one kind can be compared.

    Returns:
        Those that are chosen, at most five, and the titles of all of that kind by their names.
    """
    kind = st.segmented_control(
        "Networks for",
        list(_KINDS),
        default=next(iter(_KINDS)),
        required=True,
        key=CompareKey.KIND,
        bind="query-params",
    )
    of_kind = _KINDS.get(kind or "", "ink")
    library, state = read_library(), compare_state()
    offered = visible(library.bundles.values())
    bundles = {one.name: one for one in offered if one.kind == of_kind}
    titles = {name: bundle.title for name, bundle in bundles.items()}
    key, first = CompareKey.NETWORKS.of(of_kind), _first_of(bundles)
    if not is_shown(key) or is_history_navigation():
        wanted = st.query_params.get_all(key) or state.chosen.get(key, ())
        state.left_out = left_out_in_words(wanted, bundles, library, of_kind)
    question = f"Networks to compare: two to {in_letters(MAX_NETWORKS)}"
    names = choose_several(
        question, titles, key, MAX_NETWORKS, first, "Choose two or more", state.left_out.clear
    )
    for sentence in state.left_out:
        st.info(escape_markdown(sentence), icon=":material/visibility_off:")
    return [bundles[name] for name in names if name in bundles], titles


def choose_several(
    question: str,
    titles: Mapping[str, str],
    key: str,
    at_most: int,
    default: Sequence[str] = (),
    placeholder: str | None = None,
    on_change: Callable[[], None] | None = None,
) -> list[str]:
    """Shows what several can be chosen of; the page's address keeps which.

    Args:
        question: What is chosen.
        titles: What can be chosen, by name.
        key: Of the choice, and its name in the address.
        at_most: How many.
        default: What is chosen to begin with.
        placeholder: Shown while nothing is chosen.
        on_change: Called when a person has chosen something else.

    Returns:
        The names of those that are chosen.
    """
    begin = begin_with_address(key, key, titles, default)
    names = st.multiselect(
        question,
        list(titles),
        format_func=titles.__getitem__,
        default=begin and begin[:at_most],
        max_selections=at_most,
        wrap=True,
        placeholder=placeholder,
        key=key,
        on_change=on_change,
    )
    note_for_address(key, names, is_default=names == list(default))
    return names


def fingerprint_of(bundles: Iterable[Bundle]) -> Hashable:
    """Returns what changes when what networks answer does: their files, or how sure they must be."""
    return tuple((*identity(bundle), least_confidence_of(bundle)) for bundle in bundles)


def _first_of(bundles: dict[str, Bundle]) -> list[str]:
    """Returns the first few networks for the same things; one from outside is only chosen by a person."""
    trusted = [bundle for bundle in bundles.values() if not bundle.is_imported]
    alike = [bundle.name for bundle in trusted if bundle.labels == trusted[0].labels]
    return alike[:_FIRST] if len(alike) > 1 else [bundle.name for bundle in trusted[:_FIRST]]
