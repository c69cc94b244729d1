"""Changes the page's address: a new step in the browser's history only for what the person has changed.

Coming to a page by a link, the person finds the choices of the last visit, which the address must hold for a
reload. Streamlit would write them as a step of their own, and Back would first lead to the page without them.
So the browser replaces the step in which the page was opened. Streamlit does so after Back and Forward.
"""

from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.state.session_state_proxy import get_session_state

from widgets.shared.page_state import address_state
from widgets.shared.widget_keys import PageKey

_SCRIPT = """
const done = new Set();

export default function ({ data }) {
  if (!data.token || done.has(data.token)) return;
  done.add(data.token);
  const address = new URL(location.href);
  // Back leads to another page at once, even while this one is still being loaded.
  if (data.others.includes(address.pathname.split("/").pop())) return;
  for (const [parameter, values] of Object.entries(data.values)) {
    address.searchParams.delete(parameter);
    values.forEach((value) => address.searchParams.append(parameter, value));
  }
  history.replaceState(history.state, "", address);
}
"""
_replace = st.components.v2.component(
    "inkling_address_step", html="<i></i>", css="i { display: none }", js=_SCRIPT
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
    now = {parameter: st.query_params.get_all(parameter) for parameter in st.query_params}
    kept = {parameter: values for parameter, values in now.items() if parameter not in new}
    whole = kept | {parameter: list(values) for parameter, values in new.items() if values}
    if (
        visit.is_whole_run
        and visit.came_by_link
        and all(visit.first_values.get(parameter, values) == values for parameter, values in new.items())
    ):
        visit.first_values |= new
        visit.replacing |= new
        _set_silently(whole)
    else:
        visit.first_values |= dict.fromkeys(new)
        st.query_params.from_dict(whole)


def _set_silently(address: Mapping[str, list[str]]) -> None:
    """Sets the address for the rest of the run, without Streamlit telling the browser."""
    with get_session_state().query_params() as parameters:
        parameters.clear_with_no_forward_msg(preserve_embed=True)
        for parameter, values in address.items():
            parameters.set_with_no_forward_msg(parameter, values)
    context = get_script_run_ctx()
    if context is not None:
        context.query_string = urlencode(address, doseq=True)


def end_run(other_pages: Sequence[str] = ()) -> None:
    """Tells the browser what to replace in the address after this run; call it once, below every page.

    Args:
        other_pages: Paths of all other pages. If the browser is on one of them by then, nothing is replaced.
    """
    visit = address_state().visit
    visit.is_whole_run = False
    token = f"{visit.number} {sorted(visit.replacing.items())}" if visit.replacing else ""
    data = {"token": token, "values": dict(visit.replacing), "others": list(other_pages)}
    _replace(key=PageKey.ADDRESS_STEP, data=data)
    # Only after it has been sent, because the run may be aborted before that.
    visit.replacing.clear()
