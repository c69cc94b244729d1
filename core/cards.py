"""What a bundle's card says, in words and tables for people."""

from typing import Any

import pandas as pd

from core.bundle import Bundle

# A calibration error above this is worth a sentence.
WELL_CALIBRATED = 0.03


def main_figures(bundle: Bundle) -> tuple[str, dict[str, Any]]:
    """Returns the card's first test part: its name and its figures; empty if there is none."""
    for part, figures in bundle.card.get("figures", {}).items():
        if isinstance(figures, dict) and "accuracy" in figures:
            return part, figures
    return "", {}


def card_table(bundles: list[Bundle]) -> pd.DataFrame:
    """Puts the main figures of several bundles side by side, one row each."""
    rows = []
    for bundle in bundles:
        part, figures = main_figures(bundle)
        rows.append(
            {
                "Network": bundle.title,
                "Classes": len(bundle.labels),
                "Right": _percent(figures.get("accuracy")),
                "Right, every class counting the same": _percent(figures.get("balanced_accuracy")),
                "Calibration error": _percent(figures.get("calibration_error_after"), 2),
                "Measured on": f"{part}, {figures.get('images', 0):,} drawings" if part else "",
                "Parameters": f"{bundle.card['network'].get('parameters', 0):,}",
                "Size": f"{bundle.card['size_bytes']['model.tflite'] / 1e6:.2f} MB",
            }
        )
    return pd.DataFrame(rows)


def describe(bundle: Bundle) -> str:
    """Writes a card as Markdown: figures of every test part, data, recipe."""
    card = bundle.card
    lines = ["| measured on | drawings | right | calibration error, before and after |", "|---|---|---|---|"]
    rejects = []
    for part, figures in card.get("figures", {}).items():
        if "accuracy" in figures:
            lines.append(
                f"| {part} | {figures['images']:,} | {_percent(figures['accuracy'])} "
                f"| {_percent(figures['calibration_error_before'], 2)}, "
                f"{_percent(figures['calibration_error_after'], 2)} |"
            )
        else:
            rejects = [f"{kind} {_percent(rate)}" for kind, rate in figures.items()]
    text = "\n".join(lines)
    if rejects:
        text += (
            '\n\nIt says "not sure" when a drawing looks unlike what it was taught. Set so that 95 % of '
            f"real drawings are accepted, it wrongly accepts: {', '.join(rejects)}."
        )
    for part, figures in card.get("figures", {}).items():
        if figures.get("calibration_error_after", 0) > WELL_CALIBRATED:
            text += (
                f"\n\nOn {part} its confidence is off by "
                f"{_percent(figures['calibration_error_after'])} on average: trust it less on such pictures."
            )
    if speed := card.get("speed"):
        text += (
            f"\n\nOne drawing takes {speed['strokes_ms']:.1f} ms from its strokes and "
            f"{speed['canvas_picture_ms']:.1f} ms from a picture of the canvas, on one core "
            f"({speed['machine']})."
        )
    sources = ", ".join(f"{each['name']} ({each['licence']})" for each in card["training"]["data"])
    text += f"\n\nTaught with {sources}. Made by `{card['recipe']}` on {card['date']}."
    return text


def _percent(value: float | None, digits: int = 1) -> str:
    return "" if value is None else f"{value * 100:.{digits}f} %"
