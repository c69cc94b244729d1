"""Changes the page's address: a new step in the browser's history only for what the person has changed.

Coming to a page by a link, the person finds the choices of the last visit, which the address must hold for a
reload. Streamlit would write them as a step of their own, and Back would first lead to the page without them.
So the browser replaces the step in which the page was opened (`address_steps.js`), also after Back and
Forward. The same script keeps the choices of a page that is being left out of the next one's address.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from urllib.parse import urlencode

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.state.session_state_proxy import get_session_state

from widgets.shared.deep_links import is_history_navigation
from widgets.shared.page_state import address_state
from widgets.shared.widget_keys import PageKey

# Every page has this component, so the script that silences the page before it comes with it.
_SCRIPTS = ("address_steps.js", "left_page.js")
_replace = st.components.v2.component(
    "inkling_address_step",
    html="<i></i>",
    css="i { display: none }",
    js="\n".join(Path(__file__).with_name(name).read_text(encoding="utf-8") for name in _SCRIPTS),
)


def change_address(changes: Mapping[str, Sequence[str]]) -> None:
    """Changes parameters of the page's address in one step; empty values remove a parameter."""
    wanted = {parameter: tuple(values) for parameter, values in changes.items()}
    visit = address_state().visit
    new: dict[str, tuple[str, ...]] = {}
    for parameter, values in wanted.items():
        if tuple(st.query_params.get_all(parameter)) != values:
            new[parameter] = values
        else:
            visit.first_values.setdefault(parameter, values)
    if not new:
        return
    kept = {parameter: values for parameter, values in _address_now().items() if parameter not in new}
    whole = kept | {parameter: list(values) for parameter, values in new.items() if values}
    is_first = visit.came_by_link and all(
        visit.first_values.get(parameter, values) == values for parameter, values in new.items()
    )
    if visit.is_whole_run and (is_first or is_history_navigation()):
        visit.first_values |= new
        visit.replacing |= new
        _set_silently(whole)
    else:
        visit.first_values |= dict.fromkeys(new)
        visit.replacing = {name: values for name, values in visit.replacing.items() if name not in new}
        st.query_params.from_dict(whole)


def _address_now() -> dict[str, list[str]]:
    return {parameter: st.query_params.get_all(parameter) for parameter in st.query_params}


def _set_silently(address: Mapping[str, list[str]]) -> None:
    """Sets the address for the rest of the run, without Streamlit telling the browser."""
    with get_session_state().query_params() as parameters:
        parameters.clear_with_no_forward_msg(preserve_embed=True)
        for parameter, values in address.items():
            parameters.set_with_no_forward_msg(parameter, values)
    context = get_script_run_ctx()
    if context is not None:
        context.query_string = urlencode(address, doseq=True)


def end_run(page: str = "") -> None:
    """Tells the browser what to replace in the address after this run; call it once, below every page.

    Args:
        page: Path of the page. If the browser is on another one by then, nothing is replaced.
    """
    visit = address_state().visit
    visit.is_whole_run = False
    visit.runs += 1
    token = f"{visit.number} {sorted(visit.replacing.items())}" if visit.replacing else ""
    address = [[parameter, value] for parameter, values in _address_now().items() for value in values]
    context = get_script_run_ctx()
    data = {
        "script": context.page_script_hash if context is not None else "",
        "token": token,
        "values": dict(visit.replacing),
        "page": page,
        "run": f"{visit.number} {visit.runs}",
        "address": address,
    }
    _replace(key=PageKey.ADDRESS_STEP, data=data)
    # Only after it has been sent, because the run may be aborted before that.
    visit.replacing.clear()
    if is_history_navigation() or (visit.runs == 1 and visit.number > 1):
        # Streamlit's browser code may still believe that the address is that of the page before.
        st.query_params.from_dict(_address_now())
