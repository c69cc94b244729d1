"""The choices that the page's address holds: networks, data sets and trainings by name, as titles may change.

Streamlit's own binding of a widget to the address writes what the widget shows, which is the title. Such an
address would become invalid when a network is renamed. What a run of the page chooses is noted and then
written at once, as each change of the address is a step of the browser's history.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import partial

import streamlit as st

from widgets.shared.address_steps import change_address
from widgets.shared.callbacks import to_its_end
from widgets.shared.deep_links import is_history_navigation
from widgets.shared.not_found import say_not_found, unknown_in_address
from widgets.shared.page_state import address_state, is_shown, set_widget, value_at_click, widget_value


def begin_address() -> None:
    """Clears the choices that were noted for the address; called when a run of the page begins."""
    address_state().noted.clear()


def begin_with_address(
    key: str,
    parameter: str,
    titles: Mapping[str, str],
    default: Sequence[str] = (),
    is_remembered: bool = True,
) -> list[str] | None:
    """Returns what a widget is to show: at first the choice in the address, later the user's.

    Pass the result to the widget as its default, although Streamlit knows the widget's value: if a run passes
    a default and the next run, immediately after it, does not, the browser shows something else.

    Args:
        key: Key of the widget.
        parameter: Parameter of the address that holds the choice.
        titles: Titles of all options, by name; addresses from older versions contain titles.
        default: Names to choose if neither the address nor the session has a choice.
        is_remembered: Whether the choice is kept for the person's next visit to the page.

    Returns:
        The names; None if the widget has already been set, because the user went back or forward in the
        browser's history, or because something that is chosen has another title now.
    """
    names = current_choice(key, parameter, titles, default, is_remembered)
    are_renamed = note_titles(key, titles, names)
    if is_shown(key) and (is_history_navigation() or are_renamed):
        set_widget(key, names if isinstance(widget_value(key), list) else next(iter(names), None))
        return None
    return names


def note_titles(key: str, titles: Mapping[str, str], names: Sequence[str]) -> bool:
    """Notes the titles of a widget's options; returns whether a chosen one had another title before.

    The browser remembers a choice by its title, so the widget must then be set again to keep it.

    Args:
        key: Key of the widget.
        titles: Titles of all options, by name.
        names: Names of what is chosen.
    """
    before = address_state().titles.get(key, titles)
    address_state().titles[key] = dict(titles)
    return any(before.get(name, titles[name]) != titles[name] for name in names)


def current_choice(
    key: str,
    parameter: str,
    titles: Mapping[str, str],
    default: Sequence[str] = (),
    is_remembered: bool = True,
) -> list[str]:
    """Returns the names of what a widget shows; can be called before this run of the page shows it.

    Args:
        key: Key of the widget.
        parameter: Parameter of the address that holds the choice.
        titles: Titles of all options, by name.
        default: Names to choose if neither the address nor the session has a choice.
        is_remembered: Whether the choice is kept for the person's next visit to the page.
    """
    has_gone_back = is_history_navigation()
    if is_shown(key) and not has_gone_back:
        shown = widget_value(key)
        return [name for name in (shown if isinstance(shown, list) else [shown]) if name in titles]
    chosen = address_state().chosen.get(parameter, ()) if is_remembered and not has_gone_back else ()
    return names_in_address(parameter, titles) or [name for name in chosen if name in titles] or list(default)


def remembering(key: str, parameter: str) -> Callable[[], None]:
    """Returns the callback of a widget whose choice `begin_with_address` finds again on the next visit.

    Usually, a run of the page notes the choice for the address. If the person leaves the page right after
    choosing, however, that run is aborted, or does not even begin.

    Args:
        key: Key of the widget.
        parameter: Parameter of the address that holds the choice.
    """
    return partial(_remember, key, parameter)


@to_its_end
def _remember(key: str, parameter: str) -> None:
    chosen = value_at_click(key)
    names = chosen if isinstance(chosen, list) else [] if chosen is None else [chosen]
    address_state().chosen[parameter] = tuple(names)


def names_in_address(parameter: str, titles: Mapping[str, str]) -> list[str]:
    """Returns the names that the address holds for a parameter; ignores duplicates and unknown values.

    Args:
        parameter: Parameter of the address.
        titles: Titles of all options, by name; the address may contain either.
    """
    names = {title: name for name, title in titles.items()} | {name: name for name in titles}
    wanted = st.query_params.get_all(parameter)
    return list(dict.fromkeys(names[one] for one in wanted if one in names))


def kept_unknown(
    parameter: str, titles: Mapping[str, str], what: str, names: Sequence[str], default: Sequence[str] = ()
) -> list[str]:
    """Says what the address names but is no option; returns it, to be noted as well, until others are chosen.

    Args:
        parameter: Parameter of the address.
        titles: Titles of all options, by name.
        what: What an option is.
        names: Names of what is chosen now.
        default: Names of what is chosen if the address names no option.
    """
    unknown = unknown_in_address(parameter, titles)
    if unknown and list(names) != (names_in_address(parameter, titles) or list(default)):
        return []
    say_not_found(what, unknown)
    return unknown


def note_choice(
    parameter: str, titles: Mapping[str, str], what: str, name: str, first: str, is_first_named: bool = False
) -> None:
    """Notes one choice for the address; if the address names no option, that stays until another is chosen.

    Args:
        parameter: Parameter of the address.
        titles: Titles of all options, by name.
        what: What an option is, for the sentence about one in the address that is unknown.
        name: Name of what is chosen now.
        first: Name of what is chosen if the address names no option.
        is_first_named: Whether an address that holds other choices names the first option, too.
    """
    unknown = kept_unknown(parameter, titles, what, [name], [first])
    names = unknown or ([name] if is_first_named or name != first else [])
    note_for_address(parameter, names, is_default=name == first and not unknown)


def note_choices(
    parameter: str, titles: Mapping[str, str], what: str, names: Sequence[str], default: Sequence[str]
) -> None:
    """Notes several choices for the address, as `note_choice` does one: the default ones are not named.

    Args:
        parameter: Parameter of the address.
        titles: Titles of all options, by name.
        what: What an option is, for the sentence about those in the address that are unknown.
        names: Names of what is chosen now.
        default: Names of what is chosen if the address names no option.
    """
    unknown = kept_unknown(parameter, titles, what, names, default)
    note_for_address(parameter, [*([] if list(names) == list(default) else names), *unknown])


def note_for_address(parameter: str, names: Sequence[str], is_default: bool = False) -> None:
    """Notes a choice for the address, which `write_address` writes.

    Args:
        parameter: Parameter of the address that holds the choice.
        names: Names of what is chosen; empty for nothing.
        is_default: Whether this is the default choice; an address that would hold only defaults stays empty.
    """
    state = address_state()
    state.chosen[parameter] = tuple(names)
    state.noted[parameter] = (tuple(names), is_default)


def write_address() -> None:
    """Writes the noted choices to the address, and removes earlier ones that were not noted again."""
    state = address_state()
    noted = {parameter: names for parameter, (names, _) in state.noted.items() if names}
    has_other = any(parameter not in state.chosen for parameter in st.query_params)
    if not has_other and all(is_default for names, is_default in state.noted.values() if names):
        noted = {}
    gone = [one for one in st.query_params if one in state.chosen and one not in noted]
    change_address({parameter: noted.get(parameter, ()) for parameter in (*gone, *state.noted)})
