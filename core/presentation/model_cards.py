"""What a bundle's card says, in words and tables for people."""

from typing import Any

import pandas as pd

from core.bundles.bundle import Bundle

# A calibration error above this is worth a sentence.
WELL_CALIBRATED = 0.03
_HEADER = ("| measured on | pictures | right | calibration error, before and after |", "|---|---|---|---|")


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
                "Measured on": f"{part}, {figures['images']:,} pictures" if part else _compared(bundle),
                "Parameters": f"{bundle.card['network'].get('parameters', 0):,}",
                "Size": f"{bundle.card['size_bytes']['model.tflite'] / 1e6:.2f} MB",
            }
        )
    return pd.DataFrame(rows)


def _compared(bundle: Bundle) -> str:
    agreement = bundle.card.get("agreement_with_keras")
    return f"compared with Keras, {agreement['pictures']:,} pictures" if agreement else ""


def describe(bundle: Bundle) -> str:
    """Writes a card as Markdown: figures of every test part, data, recipe."""
    card = bundle.card
    lines: list[str] = []
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
    text = "\n".join([*_HEADER, *lines]) if lines else ""
    if rejects:
        text += (
            '\n\nIt says "not sure" when a picture looks unlike what it was taught. Set so that 95 % of '
            f"those it knows are accepted, it wrongly accepts: {', '.join(rejects)}."
        )
    for part, figures in card.get("figures", {}).items():
        if figures.get("calibration_error_after", 0) > WELL_CALIBRATED:
            text += (
                f"\n\nOn {part} its confidence is off by "
                f"{_percent(figures['calibration_error_after'])} on average: trust it less on such pictures."
            )
    if speed := card.get("speed"):
        text += f"\n\n{_speed_in_words(speed)} on one core ({speed['machine']})."
    if agreement := card.get("agreement_with_keras"):
        text += (
            f"\n\nCompared with Keras on {agreement['pictures']} pictures when it was added: the same answer "
            f"on {_percent(agreement['same_likeliest_class'], 0)} of them, logits at most "
            f"{agreement['largest_difference']:.2g} apart."
        )
    sources = ", ".join(f"{each['name']} ({each['licence']})" for each in card["training"]["data"])
    text += f"\n\nTaught with {sources}. Made by `{card['recipe']}` on {card['date']}."
    return text.strip()


def _speed_in_words(speed: dict[str, Any]) -> str:
    if "photo_ms" in speed:
        return f"One photo takes {speed['photo_ms']:.1f} ms"
    return (
        f"One drawing takes {speed['strokes_ms']:.1f} ms from its strokes and "
        f"{speed['canvas_picture_ms']:.1f} ms from a picture of the canvas,"
    )


def _percent(value: float | None, digits: int = 1) -> str:
    return "" if value is None else f"{value * 100:.{digits}f} %"
