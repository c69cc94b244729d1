"""Says how many of the chosen files are still being uploaded; the input shows only a few of them at once."""

import streamlit as st

from widgets.shared.widget_keys import PageKey

# Streamlit runs the page only once all files have arrived, so the browser counts them itself.
_SCRIPT = """
const LOOK_MS = 500;

const timers = new WeakMap();

export default function ({ parentElement }) {
  const words = parentElement.querySelector("p");
  const place = (parentElement.host ?? parentElement).closest("[data-testid=stElementContainer]");
  const count = (name) => document.querySelectorAll(`[data-testid=${name}]`).length;
  const look = () => {
    const all = count("stFileChip");
    const left = all > 1 ? count("stFileChipIconSpinner") : 0;
    words.textContent = left ? `${left} of ${all} files are still being uploaded.` : "";
    place.hidden = !left;
  };
  look();
  const timer = setInterval(look, LOOK_MS);
  // When a component that stays on the page is updated, Streamlit does not call what was returned before.
  clearInterval(timers.get(parentElement));
  timers.set(parentElement, timer);
  return () => clearInterval(timer);
}
"""
_progress = st.components.v2.component(
    "inkling_upload_progress",
    html="<p></p>",
    css="p { margin: 0; font-size: 0.875rem; line-height: 1.5; font-variant-numeric: tabular-nums; }",
    js=_SCRIPT,
)


def show_upload_progress() -> None:
    """Says how many files are still being uploaded; call it below the page's input that takes many files."""
    _progress(key=PageKey.UPLOAD_PROGRESS)
