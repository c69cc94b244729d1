"""The choice of networks of one kind and of what they are compared on, all held in the page's address."""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence

import streamlit as st

from core.bundles.bundle import Bundle
from core.bundles.hidden import visible
from core.bundles.library import read_library
from core.comparison.evaluations import MAX_NETWORKS
from core.inference.least_confidence import least_confidence_of
from core.preprocessing.preprocessor import Kind
from core.presentation.markdown import escape_markdown
from core.presentation.wording import spelled_out
from widgets.compare.left_out import left_out_in_words
from widgets.shared.address_choice import choose_in_address
from widgets.shared.address_memory import begin_with_address, kept_unknown, note_for_address, remembering
from widgets.shared.deep_links import is_history_navigation
from widgets.shared.models import identity
from widgets.shared.page_state import address_state, compare_state, is_shown
from widgets.shared.widget_keys import CompareKey

PICTURE, LABELLED, TRAINING = "One picture", "Many labelled pictures", "Training"
_KINDS: dict[str, Kind] = {"Drawings": "ink", "Photos": "photo"}
_FIRST = 3


def choose_view() -> str:
    """Offers what networks can be compared on; returns the choice."""
    return choose_one("Compare them on", [PICTURE, LABELLED, TRAINING], CompareKey.VIEW, "view")


def choose_networks() -> tuple[list[Bundle], dict[str, str]]:
    """Offers the networks of one kind.

    Returns:
        The chosen networks, at most five, and the titles of all offered networks of that kind, by name.
    """
    of_kind = _KINDS[choose_one("Networks for", list(_KINDS), CompareKey.KIND, "kind of pictures")]
    library, state = read_library(), compare_state()
    offered = visible(library.bundles.values())
    bundles = {one.name: one for one in offered if one.kind == of_kind}
    titles = {name: bundle.title for name, bundle in bundles.items()}
    key, first = CompareKey.NETWORKS.of(of_kind), _first_of(bundles)
    if not is_shown(key) or is_history_navigation():
        wanted = st.query_params.get_all(key) or address_state().chosen.get(key, ())
        state.left_out = left_out_in_words(wanted, bundles, library, of_kind)
    question = f"Networks to compare: two to {spelled_out(MAX_NETWORKS)}"
    names = choose_several(
        question, titles, key, MAX_NETWORKS, first, "Choose two or more", state.left_out.clear
    )
    for sentence in state.left_out:
        st.info(escape_markdown(sentence), icon=":material/visibility_off:")
    return [bundles[name] for name in names if name in bundles], titles


def choose_one(question: str, options: Sequence[str], key: str, what: str, is_set: bool = False) -> str:
    """Offers options whose titles are their names, as `choose_in_address` does; returns the chosen one."""
    return choose_in_address(key, question, {option: option for option in options}, what, is_set=is_set)


def choose_several(
    question: str,
    titles: Mapping[str, str],
    key: str,
    at_most: int,
    default: Sequence[str] = (),
    placeholder: str | None = None,
    on_change: Callable[[], None] | None = None,
    what: str = "",
) -> list[str]:
    """Offers options of which several can be chosen; the page's address holds the choice.

    Args:
        question: Label of the widget.
        titles: Titles of the options, by name.
        key: Key of the widget, and the parameter of the address.
        at_most: How many options can be chosen.
        default: Names of the options that are chosen at first.
        placeholder: Text that is shown while nothing is chosen.
        on_change: Called when the user changes the choice.
        what: What an option is, for the sentence about those in the address that are unknown; empty if the
            caller says why they are left out.

    Returns:
        The names of the chosen options.
    """
    begin = begin_with_address(key, key, titles, default)
    remember = remembering(key, key)

    def note() -> None:
        if on_change is not None:
            on_change()
        remember()

    names = st.multiselect(
        question,
        list(titles),
        format_func=titles.__getitem__,
        default=begin and begin[:at_most],
        max_selections=at_most,
        wrap=True,
        placeholder=placeholder,
        key=key,
        on_change=note,
    )
    unknown = kept_unknown(key, titles, what, names, default) if what else []
    note_for_address(key, [*names, *unknown], is_default=names == list(default) and not unknown)
    return names


def fingerprint_of(bundles: Iterable[Bundle]) -> Hashable:
    """Returns a key that changes whenever networks' answers can: with their files and least confidence."""
    return tuple((*identity(bundle), least_confidence_of(bundle)) for bundle in bundles)


def _first_of(bundles: dict[str, Bundle]) -> list[str]:
    """Returns the first few networks as the default, if possible of the same classes; never imported ones."""
    trusted = [bundle for bundle in bundles.values() if not bundle.is_imported]
    alike = [bundle.name for bundle in trusted if bundle.labels == trusted[0].labels]
    return alike[:_FIRST] if len(alike) > 1 else [bundle.name for bundle in trusted[:_FIRST]]
