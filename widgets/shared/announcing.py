"""What changes on a page, said to those who hear it: screen readers speak what enters a live region."""

import streamlit as st

_announcer = st.components.v2.component(
    "inkling_announcer",
    html='<p role="status" aria-live="polite"></p>',
    # Out of sight, but not hidden: what is hidden is not spoken.
    css="p { position: absolute; width: 1px; height: 1px; margin: -1px; overflow: hidden; "
    "clip-path: inset(50%); white-space: nowrap; }",
    js="""export default ({ data, parentElement }) => {
  const region = parentElement.querySelector("p");
  // The same words again are no news.
  if (region.textContent !== data) region.textContent = data;
};""",
)


def announce(sentence: str, key: str) -> None:
    """Has a sentence spoken when it changes; nobody sees it.

    Call it in every run of the page, with an empty text while there is nothing to say: only what enters a
    region that was there before is spoken.

    Args:
        sentence: Plain text.
        key: Of the region.
    """
    _announcer(data=sentence, key=key, height=1)
