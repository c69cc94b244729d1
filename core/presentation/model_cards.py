"""The contents of a bundle's card as text and tables for people."""

from typing import TYPE_CHECKING, Any

from core.bundles.bundle import Bundle
from core.bundles.card import Card, DataSource
from core.bundles.card_figures import CROSS_VALIDATION, Speed
from core.plurals import counted
from core.presentation.evaluation_wording import worse_calibration_in_words
from core.presentation.markdown import escape_markdown
from core.presentation.wording import share_in_percent
from core.storage.names import printable

if TYPE_CHECKING:
    import pandas as pd

# A calibration error above this is pointed out in a sentence.
WELL_CALIBRATED = 0.03
_CALIBRATION_DIGITS = 2
_HEADER = ("| measured on | pictures | accuracy | calibration error, before and after |", "|---|---|---|---|")


def card_table(bundles: list[Bundle]) -> "pd.DataFrame":
    """Returns the main figures of several bundles as a table, one row each.

    If some of them were imported, a column says which, as a long title may be cut off before it does.
    """
    # Importing pandas takes half a second, which terminal commands should not have to wait for.
    import pandas as pd

    table = pd.DataFrame([_row(bundle) for bundle in bundles])
    if any(bundle.is_imported for bundle in bundles):
        origins = ["imported" if bundle.is_imported else "" for bundle in bundles]
        table.insert(len(table.columns) - 1, "Origin", origins)
    return table


def describe(bundle: Bundle) -> str:
    """Writes a card as Markdown: the figures of every test part, speed, training data and recipe."""
    card = bundle.card
    sources = ", ".join(f"{_quoted_if_own(source)} ({source.licence})" for source in card.training.data)
    paragraphs = [
        _figures_table(card),
        _wrongly_accepted(card),
        *_warnings(card),
        _speed_in_words(card.speed) if card.speed else "",
        _agreement_in_words(card),
        f"Taught with {escape_markdown(sources)}{_where_trained(card)}. Made by {_as_code(card.recipe)} on "
        f"{card.date.isoformat()}.",
    ]
    return "\n\n".join(paragraph for paragraph in paragraphs if paragraph)


def _quoted_if_own(source: DataSource) -> str:
    return f'"{source.name}"' if source.is_own else source.name


def figures_as_json(card: Card) -> dict[str, Any]:
    """Returns a card's figures as plain values: those of each test part, and the false positive rates."""
    parts: dict[str, Any] = {
        part: figures.model_dump(exclude_unset=True) for part, figures in card.figures.items()
    }
    rates = dict(card.false_positive_rate)
    return {**parts, "false_positive_rate": rates} if rates else parts


def _row(bundle: Bundle) -> dict[str, object]:
    card = bundle.card
    measured = ("", "", "", _compared(card))
    if card.main_figures:
        part, figures = card.main_figures
        measured = (
            _percent(figures.accuracy),
            _percent(figures.balanced_accuracy),
            _percent(figures.calibration_error_after, _CALIBRATION_DIGITS),
            f"{part}, {counted(figures.images, 'picture')}",
        )
    return {
        "Network": bundle.title,
        "Classes": len(bundle.labels),
        "Accuracy": measured[0],
        "Balanced accuracy": measured[1],
        "Calibration error": measured[2],
        "Parameters": f"{card.network.parameters:,}",
        "Size": f"{card.size_bytes['model.tflite'] / 1e6:.2f} MB",
        # The longest text comes last.
        "Measured on": measured[3],
    }


def _compared(card: Card) -> str:
    agreement = card.agreement_with_keras
    return f"compared with Keras, {counted(agreement.pictures, 'picture')}" if agreement else ""


def _figures_table(card: Card) -> str:
    lines = [
        f"| {escape_markdown(part)} | {figures.images:,} | {_percent(figures.accuracy)} "
        f"| {_percent(figures.calibration_error_before, _CALIBRATION_DIGITS)}, "
        f"{_percent(figures.calibration_error_after, _CALIBRATION_DIGITS)} |"
        for part, figures in card.figures.items()
    ]
    return "\n".join([*_HEADER, *lines]) if lines else ""


def _wrongly_accepted(card: Card) -> str:
    rates = [f"{escape_markdown(kind)} {_percent(rate)}" for kind, rate in card.false_positive_rate.items()]
    if not rates:
        return ""
    said = 'It says "not sure" when a picture looks unlike what it was taught.'
    part, figures = card.main_figures or ("", None)
    if figures is not None and figures.accepted is not None:
        tested_on = f"the pictures that it was tested on ({escape_markdown(part)})"
        said += f" It accepts {_percent(figures.accepted)} of {tested_on}."
    return f"{said} Of other pictures, it wrongly accepts: {', '.join(rates)}."


def _warnings(card: Card) -> list[str]:
    warnings = []
    for part, figures in card.figures.items():
        before, after = figures.calibration_error_before, figures.calibration_error_after
        # The comma ends names with a clause of their own, such as "samples, which it may have learned from".
        on = f"{'In' if part == CROSS_VALIDATION else 'On'} {escape_markdown(part)},"
        where = f"{on} its confidence is off by {_percent(after)} on average"
        worse = worse_calibration_in_words(before, after, _CALIBRATION_DIGITS, part)
        if after > WELL_CALIBRATED:
            advice = "." if part == CROSS_VALIDATION else ": trust it less on such pictures."
            warnings.append(f"{where}{advice}{worse}")
        elif worse:
            warnings.append(f"{where}.{worse}")
    return warnings


def _agreement_in_words(card: Card) -> str:
    agreement = card.agreement_with_keras
    if agreement is None:
        return ""
    return (
        f"Compared with Keras on {agreement.pictures} pictures when it was added: the same answer "
        f"on {_percent(agreement.same_likeliest_class, 0)} of them, logits at most "
        f"{agreement.largest_difference:.2g} apart."
    )


def _speed_in_words(speed: Speed) -> str:
    if speed.photo_ms is not None:
        times = f"One photo takes {speed.photo_ms:.1f} ms"
    else:
        times = (
            f"One drawing takes {speed.strokes_ms:.1f} ms from its strokes and "
            f"{speed.canvas_picture_ms:.1f} ms from a picture of the canvas,"
        )
    return f"{times} on one core ({escape_markdown(speed.machine)})."


def _where_trained(card: Card) -> str:
    return f", on {escape_markdown(card.training.trained_on)}" if card.training.trained_on else ""


def _as_code(command: str) -> str:
    # Between backticks, nothing but another backtick is active.
    quoted = printable(command).replace("`", "'")
    return f"`{quoted}`"


def _percent(share: float | None, digits: int = 1) -> str:
    return "" if share is None else share_in_percent(share, digits)
