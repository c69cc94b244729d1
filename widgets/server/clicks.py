"""How clicks reach a page: none is lost, however soon the browser sends something newer."""

from functools import wraps
from typing import Any

from streamlit.proto.WidgetStates_pb2 import WidgetStates
from streamlit.runtime.scriptrunner_utils import script_requests
from streamlit.runtime.state import SafeSessionState


def deliver_every_click() -> None:
    """Makes Streamlit call the callback of a click before it checks for a newer request from the browser.

    By default, Streamlit checks first. If there is a newer request, it runs the page with that one, which
    does not contain the click, so the click is lost. This happens if the newer request arrives in the few
    milliseconds before the page runs (more of them on a busy machine). After the callbacks, Streamlit checks
    again. For the same reason, `.streamlit/config.toml` switches off `fastReruns`: a waiting run is then
    merged with the newer request instead of being discarded.

    When it merges them, Streamlit keeps buttons that were pressed, but of everything else only what the newer
    request contains. If the person has followed a link to another page meanwhile, it contains nothing, and
    what was just chosen would be lost. So everything that the newer request does not contain is kept.

    This changes private parts of Streamlit; a test checks that they still exist and still have this effect.
    """
    if hasattr(SafeSessionState.on_script_will_rerun, "__wrapped__"):
        return

    @wraps(SafeSessionState.on_script_will_rerun)
    def on_script_will_rerun(
        self: SafeSessionState, fresh_widget_states: WidgetStates | None, **others: Any
    ) -> None:
        with self._lock:
            self._state.on_script_will_rerun(fresh_widget_states, **others)

    merge = script_requests._coalesce_widget_states

    @wraps(merge)
    def merge_all(older: WidgetStates | None, newer: WidgetStates | None) -> WidgetStates | None:
        merged = merge(older, newer)
        if older and merged:
            contained = {state.id for state in merged.widgets}
            merged.widgets.extend(state for state in older.widgets if state.id not in contained)
        return merged

    SafeSessionState.on_script_will_rerun = on_script_will_rerun  # type: ignore[method-assign]
    script_requests._coalesce_widget_states = merge_all  # type: ignore[assignment]
