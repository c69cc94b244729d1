"""Announces changes on a page to screen readers, through a live region."""

import streamlit as st

_announcer = st.components.v2.component(
    "inkling_announcer",
    html='<p role="status" aria-live="polite"></p>',
    # Off screen rather than hidden, because screen readers skip hidden elements.
    css="p { position: absolute; width: 1px; height: 1px; margin: -1px; overflow: hidden; "
    "clip-path: inset(50%); white-space: nowrap; }",
    js="""export default ({ data, parentElement }) => {
  const region = parentElement.querySelector("p");
  // The same words again are no news.
  if (region.textContent !== data) region.textContent = data;
};""",
)


def announce(sentence: str, key: str) -> None:
    """Has screen readers speak a sentence, which is not visible, whenever it changes.

    Call it in every run of the page, with an empty string while there is nothing to say: screen readers only
    speak text that is added to a region that already exists.

    Args:
        sentence: Plain text.
        key: Key of the live region.
    """
    _announcer(data=sentence, key=key, height=1)
