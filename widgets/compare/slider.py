"""A slider that changes a picture in the browser, which receives everything it can show in advance."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import streamlit as st

from core.comparison.changes import Change, changes_of
from core.comparison.robustness import Robustness
from core.presentation.comparison_words import step_in_words, step_text
from core.presentation.robustness_charts import frame_address, slider_html, slider_places
from widgets.shared.address_memory import note_for_address
from widgets.shared.deep_links import is_history_navigation
from widgets.shared.not_found import say_not_found, unknown_in_address
from widgets.shared.page_state import compare_state, widget_value
from widgets.shared.widget_keys import CompareKey

_component = st.components.v2.component(
    "inkling-robustness-slider",
    js=Path(__file__).with_name("slider.js").read_text(encoding="utf-8"),
    # The page's styles apply to the charts.
    isolate_styles=False,
)


def current_step(change: Change) -> int:
    """Returns the step of a change's slider: that of the address at first and after history navigation."""
    moves, reported = compare_state().history_moves, _reported_step(change)
    if is_history_navigation():
        times, _ = moves.get(change.name, (0, 0))
        moves[change.name] = (times + 1, _step_in_address(change))
    if reported is None:
        return _step_in_address(change)
    times, moved_to = moves.get(change.name, (0, 0))
    # A position is outdated if the slider sent it before learning that the history had moved the slider.
    return reported.step if reported.history_moves == times else moved_to


@dataclass(frozen=True)
class _Reported:
    """A position that the slider sent, and how often the browser's history had moved it by then."""

    step: int
    history_moves: int


def _reported_step(change: Change) -> _Reported | None:
    """Returns the position that the slider sent last; None if there is none yet, or it is invalid."""
    told: Any = widget_value(CompareKey.SLIDER.of(change.name))
    place = told.get("place") if isinstance(told, Mapping) else None
    match place:
        case {"step": int(step), "history_moves": int(moves)} if 0 <= step < len(change.steps):
            return _Reported(step, moves)
    return None


def _step_in_address(change: Change) -> int:
    wanted = _as_number(st.query_params.get(CompareKey.STEP, ""))
    return change.steps.index(wanted) if wanted in change.steps else change.unchanged


def show_slider(robustness: Robustness, label: str, titles: Sequence[str], step: int) -> None:
    """Shows the slider, the curves of one class, and what the networks see and answer at the chosen step.

    Args:
        robustness: The answers of the networks at every step.
        label: The class whose curves are shown.
        titles: Titles of the networks.
        step: Index of the step that the slider is set to.
    """
    change = robustness.change
    times, _ = moved = compare_state().history_moves.get(change.name, (0, 0))
    frames = [[frame_address(frame) for frame in seen] for seen in robustness.frames.values()]
    data: dict[str, Any] = {
        "html": slider_html(robustness, label, step, titles),
        "title": change.title,
        "steps": [step_text(value, change.unit) for value in change.steps],
        "places": slider_places(change),
        "frames": frames,
        "answers": [step_in_words(robustness, index, titles) for index in range(len(change.steps))],
        "step": step,
        # The slider sends this number back with every position, to show whether the position is outdated.
        "history_moves": times,
    }
    unchanged = [seen[change.unchanged] for seen in frames]
    decisive = (label, change.name, data["answers"], unchanged, titles, moved)
    data["content"] = hashlib.sha256(repr(decisive).encode()).hexdigest()
    unknown = _unknown_steps() if step == change.unchanged else []
    say_not_found("step", unknown)
    _component(key=CompareKey.SLIDER.of(change.name), data=data, on_place_change=_ignore)
    # The page's address holds the step, except the one that changes nothing.
    note_for_address(CompareKey.STEP, unknown if step == change.unchanged else [f"{change.steps[step]:g}"])


def _unknown_steps() -> list[str]:
    """Returns the steps in the address that no change has, whether of drawings or of photos."""
    changes = [*changes_of("ink").values(), *changes_of("photo").values()]
    steps = {step for change in changes for step in change.steps}
    return [one for one in unknown_in_address(CompareKey.STEP, {}) if _as_number(one) not in steps]


def _as_number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _ignore() -> None:
    """Does nothing; with a callback, Streamlit keeps the slider's position, which `current_step` reads."""
