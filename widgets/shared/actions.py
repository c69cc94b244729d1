"""What a click does that may be refused, and that happens whatever else is clicked meanwhile."""

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
    """Shows an `InklingError` or `OSError` of the block as one sentence; leaves the rest of the block out."""
    try:
        with translating_os_errors():
            yield
    except InklingError as error:
        _show(error.sentence)


def action_button(words: str, action: Callable[[], object], key: str, **options: Any) -> None:
    """Shows a button that writes, deletes, starts or stops something, and after it why that was refused.

    A run of the page is broken off wherever it is as soon as something newer comes from the browser, and the
    next one knows of no click. So the action is carried out before the page is run, in the button's callback,
    and then the page is shown anew as a whole.

    Args:
        words: What is on the button.
        action: Does it, with what was in sight. What a person may have typed or chosen just before the click,
            it reads with `value_at_click`; else it touches neither the session nor the page, where it would
            be broken off.
        key: The button's.
        options: As for Streamlit's button.
    """
    _offer(st.button, words, action, key, options)


def action_submit_button(words: str, action: Callable[[], object], key: str, **options: Any) -> None:
    """Shows the button of a form, as `action_button` does any other."""
    _offer(st.form_submit_button, words, action, key, options)


def show_other_refusals() -> None:
    """Says once why clicks were refused whose buttons are gone, as those of what was deleted in another tab.

    Call it at the end of every page: by then, each button that is there has said it itself. It is said in a
    corner of the window, for nobody knows where on the page the person is.
    """
    refused = refusals()
    for key, sentence in list(refused.items()):
        st.toast(escape_markdown(sentence), icon=":material/info:", duration="long")
        # Not before it is shown: the run may be broken off.
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
        # Not before it is shown: the run may be broken off.
        del refused[key]


class _Click:
    """Carries an action out, once for each time that its button was shown: a double click is one click.

    Args:
        action: What is done.
        refused: Takes the sentence of a refusal, by the button's key.
        key: The button's.
    """

    def __init__(self, action: Callable[[], object], refused: dict[str, str], key: str) -> None:
        self._action, self._refused, self._key = action, refused, key
        self._is_done = False

    def __call__(self) -> None:
        if not self._is_done:
            # What was refused before and never shown is of no interest any more.
            self._refused.clear()
            try:
                with translating_os_errors():
                    self._action()
                self._is_done = True
            except InklingError as error:
                self._refused[self._key] = error.sentence
        # In a part of the page that runs by itself, that alone would be shown anew.
        st.rerun()


def _show(sentence: str) -> None:
    st.warning(escape_markdown(sentence), icon=":material/info:")
