"""How clicks reach a page: each is taken note of, however soon the next thing comes from the browser."""

from functools import wraps
from typing import Any

from streamlit.proto.WidgetStates_pb2 import WidgetStates
from streamlit.runtime.state import SafeSessionState


def deliver_every_click() -> None:
    """Has Streamlit call what a click asks for before it looks whether something newer has come.

    It looks first, and if so it runs the page with what is newer, where nobody has clicked: the click is
    lost. That happens in the few milliseconds before a page is run, more of them on a busy machine. After the
    callbacks, Streamlit looks again. For the same reason, `.streamlit/config.toml` switches off `fastReruns`:
    what waits to be run is then joined with what is newer, and not thrown away.

    This is a private part of Streamlit; a test holds that it is still there and still decides.
    """
    if hasattr(SafeSessionState.on_script_will_rerun, "__wrapped__"):
        return

    @wraps(SafeSessionState.on_script_will_rerun)
    def on_script_will_rerun(
        self: SafeSessionState, fresh_widget_states: WidgetStates | None, **others: Any
    ) -> None:
        with self._lock:
            self._state.on_script_will_rerun(fresh_widget_states, **others)

    SafeSessionState.on_script_will_rerun = on_script_will_rerun  # type: ignore[method-assign]
