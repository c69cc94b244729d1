"""Actions of buttons, which may be refused, and which run whatever else is clicked meanwhile."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import streamlit as st

from core.errors import InklingError
from core.presentation.markdown import escape_markdown
from core.storage.files import translating_os_errors
from widgets.shared.page_state import refusals


@contextmanager
def showing_refusal() -> Iterator[None]:
    """Shows an `InklingError` or `OSError` of the block as one sentence; skips the rest of the block."""
    try:
        with translating_os_errors():
            yield
    except InklingError as error:
        _show(error.sentence)


def action_button(words: str, action: Callable[[], object], key: str, **options: Any) -> None:
    """Shows a button that writes, deletes, starts or stops something and, after it, why that was refused.

    Streamlit aborts a running script as soon as the browser sends a newer request, and the next run no longer
    sees the click. So the action is carried out before the page runs, in the button's callback, and then the
    whole page is run again.

    Args:
        words: Label of the button.
        action: Function that carries out the action on what the user saw. It reads what the user may have
            typed or chosen just before the click with `value_at_click`. Apart from that, it must use neither
            the session nor the page, because it could be aborted there.
        key: Key of the button.
        options: Further arguments of Streamlit's button.
    """
    _offer(st.button, words, action, key, options)


def action_submit_button(words: str, action: Callable[[], object], key: str, **options: Any) -> None:
    """Shows the submit button of a form; otherwise like `action_button`."""
    _offer(st.form_submit_button, words, action, key, options)


def show_other_refusals() -> None:
    """Shows once each refusal whose button is gone, for example because its item was deleted in another tab.

    Call this at the end of every page: by then, each button that still exists has shown its own refusal. The
    others are shown in a corner of the window, because it is unknown which part of the page the user sees.
    """
    refused = refusals()
    for key, sentence in list(refused.items()):
        st.toast(escape_markdown(sentence), icon=":material/info:", duration="long")
        # Only after it has been shown, because the run may be aborted before that.
        del refused[key]


def _offer(
    show_button: Callable[..., bool],
    words: str,
    action: Callable[[], object],
    key: str,
    options: dict[str, Any],
) -> None:
    refused = refusals()
    show_button(words, key=key, on_click=_Click(action, refused, key), **options)
    if key in refused:
        _show(refused[key])
        # Only after it has been shown, because the run may be aborted before that.
        del refused[key]


class _Click:
    """Carries out an action once each time its button was shown: a double click counts as one click.

    Args:
        action: The function to call.
        refused: Receives the sentence of a refusal, by the button's key.
        key: Key of the button.
    """

    def __init__(self, action: Callable[[], object], refused: dict[str, str], key: str) -> None:
        self._action, self._refused, self._key = action, refused, key
        self._is_done = False

    def __call__(self) -> None:
        if not self._is_done:
            # Earlier refusals that were never shown no longer matter.
            self._refused.clear()
            try:
                with translating_os_errors():
                    self._action()
                self._is_done = True
            except InklingError as error:
                self._refused[self._key] = error.sentence
        # Otherwise, a click in a fragment of the page would only run that fragment again.
        st.rerun()


def _show(sentence: str) -> None:
    st.warning(escape_markdown(sentence), icon=":material/info:")
