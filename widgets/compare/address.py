"""What the page's address keeps: networks, data sets and trainings by name, since a title may change.

Streamlit's own binding of a widget to the address writes what the widget shows; so an address would mean
nothing any more once a network has got another title.
"""

from collections.abc import Mapping, Sequence

import streamlit as st

from widgets.shared.deep_links import is_history_navigation
from widgets.shared.page_state import compare_state, is_shown, set_widget, widget_value


def begin_address() -> None:
    """Begins anew to collect what the address is to keep, as the page begins."""
    compare_state().address.clear()


def begin_with_address(
    key: str, parameter: str, titles: Mapping[str, str], default: Sequence[str] = ()
) -> list[str] | None:
    """Returns what a widget is to show: at first what the address says, later what a person has chosen.

    It is given to the widget as its default, although Streamlit knows it: a browser that was told in one run
    and not again in the next, which came at once, would show something else.

    Args:
        key: Of the widget.
        parameter: Under which the address keeps its value.
        titles: Of all that can be chosen, by name; the addresses of older versions have titles.
        default: What is chosen where neither the address nor the session says anything.

    Returns:
        The names; None if the widget was set already, since a person went back in the browser's history.
    """
    named, shown = names_in_address(parameter, titles), widget_value(key)
    has_gone_back = is_history_navigation()
    if is_shown(key) and has_gone_back:
        names = named or list(default)
        set_widget(key, names if isinstance(shown, list) else next(iter(names), None))
        return None
    if is_shown(key):
        return [name for name in (shown if isinstance(shown, list) else [shown]) if name in titles]
    chosen = () if has_gone_back else compare_state().chosen.get(parameter, ())
    return named or [name for name in chosen if name in titles] or list(default)


def names_in_address(parameter: str, titles: Mapping[str, str]) -> list[str]:
    """Returns which of the names the address has; whatever it cannot mean is left out.

    Args:
        parameter: Under which it has them.
        titles: Of all that it can mean, by name.
    """
    names = {title: name for name, title in titles.items()} | {name: name for name in titles}
    wanted = st.query_params.get_all(parameter)
    return list(dict.fromkeys(names[one] for one in wanted if one in names))


def note_for_address(parameter: str, names: Sequence[str], is_default: bool = False) -> None:
    """Notes what the address is to keep; `write_address` writes it.

    Args:
        parameter: Under which it is kept.
        names: What is chosen; empty for nothing.
        is_default: Whether that is so without anybody's doing: an address without anything else stays empty.
    """
    state = compare_state()
    state.chosen[parameter] = tuple(names)
    state.address[parameter] = (tuple(names), is_default)


def write_address() -> None:
    """Writes what was noted since the page began, and leaves out what was written but not noted again."""
    state = compare_state()
    noted = {parameter: names for parameter, (names, _) in state.address.items() if names}
    has_other = any(parameter not in state.chosen for parameter in st.query_params)
    if not has_other and all(is_default for names, is_default in state.address.values() if names):
        noted = {}
    for parameter in [one for one in st.query_params if one in state.chosen and one not in noted]:
        del st.query_params[parameter]
    changed = {
        parameter: list(names)
        for parameter, names in noted.items()
        if st.query_params.get_all(parameter) != list(names)
    }
    if changed:
        # At once, since each writing is a step of the browser's history.
        st.query_params.update(changed)
