"""Bringing a place of the page into sight, where a click has put something new there."""

import streamlit as st

# Once for each token: what runs anew later must not move the page under a person's hand.
_SCRIPT = """
const done = new Set();

export default function ({ parentElement, data }) {
  if (!data.token || done.has(data.token)) return;
  done.add(data.token);
  const host = parentElement.host || parentElement;
  // The page's own bar covers its first rows.
  host.style.scrollMarginTop = "5rem";
  let isTaken = false;
  const hands = ["wheel", "pointerdown", "touchstart", "keydown"];
  const take = () => { isTaken = true; };
  hands.forEach((name) => addEventListener(name, take, { capture: true, once: true, passive: true }));
  // On a phone, where all stands in one column, what lies above it is old, and what lies below it is wanted.
  const lowest = window.innerHeight * (window.innerWidth < 640 ? 0.15 : 0.5);
  const look = () => {
    const top = host.getBoundingClientRect().top;
    if (!isTaken && (top < 60 || top > lowest)) host.scrollIntoView({ block: "start" });
  };
  requestAnimationFrame(look);
  // What comes below makes room to scroll only once it is there.
  const timers = [200, 500, 1000, 2000].map((delay_ms) => setTimeout(look, delay_ms));
  return () => {
    timers.forEach(clearTimeout);
    hands.forEach((name) => removeEventListener(name, take, { capture: true }));
  };
}
"""
_scroll = st.components.v2.component("inkling_scroll", html="<i></i>", css="i { display: none }", js=_SCRIPT)


def scroll_here(token: str, key: str) -> None:
    """Scrolls to this place once, unless it is in the upper half of the window, or on a phone at its top.

    Args:
        token: What has happened: for another one it scrolls again; empty not to scroll.
        key: Of the component.
    """
    _scroll(key=key, data={"token": token})
