"""Bringing a place of the page into sight, where a click has put something new there."""

import streamlit as st

# Once for each token: what runs anew later must not move the page under a person's hand.
_SCRIPT = """
const done = new Set();

export default function ({ parentElement, data }) {
  if (!data.token || done.has(data.token)) return;
  done.add(data.token);
  const host = parentElement.host || parentElement;
  requestAnimationFrame(() => {
    const top = host.getBoundingClientRect().top;
    // The page's own bar covers its first rows.
    host.style.scrollMarginTop = "5rem";
    if (top < 60 || top > window.innerHeight / 2) host.scrollIntoView({ block: "start" });
  });
}
"""
_scroll = st.components.v2.component("inkling_scroll", html="<i></i>", css="i { display: none }", js=_SCRIPT)


def scroll_here(token: str, key: str) -> None:
    """Scrolls to this place once, unless it is in the upper half of the window.

    Args:
        token: What has happened: for another one it scrolls again; empty not to scroll.
        key: Of the component.
    """
    _scroll(key=key, data={"token": token})
