"""Scrolls to a place on the page where a click has made something new appear."""

import streamlit as st

# Scrolls only once per token, so that later reruns do not move the page while the user is reading it.
_SCRIPT = """
const done = new Set();
const watched_ms = 30000;

export default function ({ parentElement, data }) {
  if (!data.token || done.has(data.token)) return;
  done.add(data.token);
  const host = parentElement.host || parentElement;
  // The page's own bar covers its first rows.
  host.style.scrollMarginTop = "5rem";
  const look = () => {
    if (!host.isConnected) return stop();
    // On a phone, everything is in one column: what is above is old, and what is below is wanted.
    const lowest = window.innerHeight * (window.innerWidth < 640 ? 0.15 : 0.5);
    const top = host.getBoundingClientRect().top;
    if (top < 60 || top > lowest) host.scrollIntoView({ block: "start" });
  };
  // What follows makes room to scroll only once it is there, which takes seconds on a busy machine.
  const growth = new ResizeObserver(look);
  const hands = ["wheel", "pointerdown", "touchstart", "keydown"];
  const stop = () => {
    growth.disconnect();
    hands.forEach((name) => removeEventListener(name, stop, { capture: true }));
  };
  hands.forEach((name) => addEventListener(name, stop, { capture: true, passive: true }));
  growth.observe(document.querySelector("[data-testid=stMainBlockContainer]") || document.body);
  setTimeout(stop, watched_ms);
}
"""
_scroll = st.components.v2.component("inkling_scroll", html="<i></i>", css="i { display: none }", js=_SCRIPT)


def scroll_here(token: str, key: str) -> None:
    """Scrolls to this place, unless it is already in the upper half of the window (on a phone, at its top).

    Args:
        token: Identifies what has happened; scrolls once for each new token, and not at all if empty.
        key: Key of the component.
    """
    _scroll(key=key, data={"token": token})
