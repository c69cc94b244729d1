"""Answers as HTML: a compact strip with every network's answer, and a panel for each with bars and reasons.

The CSS classes are defined in `widgets/shared/pages.css`. Names come from people and files, so all text is
escaped.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from core.inference.classifier import Prediction
from core.inference.hierarchy import answer_in_a_name, most_specific_confident_kind
from core.presentation.html_text import escape_html
from core.presentation.reasons import reasons
from core.presentation.wording import certainty, in_percent, in_short, is_worth_naming, not_sure_in_words

TOP = 5
SOMETHING_ELSE = "something else"


@dataclass(frozen=True)
class Bar:
    """One bar in a panel.

    Attributes:
        label: The class or other thing that it stands for.
        probability: Its length, 0.0 to 1.0.
    """

    label: str
    probability: float


@dataclass(frozen=True)
class Summary:
    """What a page says about one prediction.

    Attributes:
        title: The network's title.
        answer: The class or kind of thing, or the digits of a number; "Not sure" if there is no answer.
        is_sure: Whether the network is sure enough to give an answer.
        guess: The most likely class, whether or not the network is sure.
        confidence: Probability of the answer or, without one, of the best guess, 0.0 to 1.0.
        explanation: How sure the network is, or why it is not sure and what its best guess is, if that is
            worth naming.
        reasons: One or two plain sentences on the reasons for the answer.
        bars: The most likely classes, most likely first; for a number, its digits from left to right.
        bars_in_words: A label that says what the bars show.
        note: Small print: whether the network was imported, and how long it took.
        bars_are_ranked: Whether the bars are in descending order, so that all but the first are paler.
    """

    title: str
    answer: str
    is_sure: bool
    guess: str
    confidence: float
    explanation: str
    reasons: str
    bars: tuple[Bar, ...]
    bars_in_words: str
    note: str
    bars_are_ranked: bool = True


def summarize(answer: Prediction) -> Summary:
    """Summarises a prediction once, so that the headline, the panel and the strip never differ."""
    is_photo = answer.bundle.kind == "photo"
    kind = most_specific_confident_kind(answer) if is_photo else None
    named = answer_in_a_name(answer)
    bars = open_set_bars(answer)
    best = answer.top(1)[0]
    name, confidence = named or ("Not sure", best.probability)
    origin = "imported, " if answer.bundle.is_imported else ""
    return Summary(
        answer.bundle.title,
        name,
        named is not None,
        best.label,
        confidence,
        _explanation(answer, kind, name, confidence),
        reasons(answer, kind),
        bars,
        f"What {answer.bundle.title} finds most likely",
        f"{origin}answered in {answer.milliseconds:.1f} ms",
    )


def open_set_bars(answer: Prediction, count: int = TOP) -> tuple[Bar, ...]:
    """Returns the most likely classes, preceded by "something else" if the picture looks like none of them.

    Args:
        answer: The prediction.
        count: The maximum number of bars.
    """
    classes = [Bar(entry.label, entry.probability) for entry in answer.top(count)]
    if answer.reason != "unfamiliar":
        return tuple(classes)
    return (Bar(SOMETHING_ELSE, answer.something_else), *classes[: count - 1])


def strip_html(headline: str, summaries: Sequence[Summary]) -> str:
    """Returns a headline with one line for each network: its answer, and how sure it is.

    Args:
        headline: One sentence.
        summaries: The summaries of the networks' predictions.
    """
    rows = "".join(map(_strip_row, summaries))
    return f'<div class="answer-strip"><p class="answer-headline">{escape_html(headline)}</p>{rows}</div>'


def message_html(headline: str, message: str) -> str:
    """Returns a strip without answers: a headline and a message.

    Args:
        headline: A few words.
        message: One sentence on what to do.
    """
    return (
        f'<div class="answer-strip"><p class="answer-headline">{escape_html(headline)}</p>'
        f'<p class="answer-message">{escape_html(message)}</p></div>'
    )


def panels_html(summaries: Sequence[Summary]) -> str:
    """Returns a panel for each network: its answer, how sure it is, bars, and reasons."""
    of_three = " of-three" if len(summaries) == 3 else ""
    panels = "".join(map(_panel, summaries))
    return f'<div class="answer-room"><div class="answer-panels{of_three}">{panels}</div></div>'


def _strip_row(summary: Summary) -> str:
    answer = summary.answer if summary.is_sure else _in_doubt(summary)
    return (
        f'<div class="answer-row{_doubt(summary)}">'
        f'<span class="answer-network">{escape_html(summary.title)}</span>'
        f'<strong class="answer-name">{escape_html(answer)}</strong>'
        f"{_track(summary.confidence)}"
        f'<span class="answer-percent">{escape_html(in_percent(summary.confidence))}</span></div>'
    )


def _in_doubt(summary: Summary) -> str:
    # A number, whose bars are not ranked, is shown as far as it was read: its digits cannot mislead.
    if not summary.bars_are_ranked:
        return f"{summary.answer} ({summary.guess}?)"
    return not_sure_in_words(summary.guess, summary.confidence)


def _panel(summary: Summary) -> str:
    bars = "".join(
        f'<li><span class="answer-label" title="{escape_html(bar.label)}">{escape_html(bar.label)}</span>'
        f"{_track(bar.probability)}"
        f'<span class="answer-percent">{escape_html(in_percent(bar.probability))}</span></li>'
        for bar in summary.bars
    )
    ranked = " answer-ranked" if summary.bars_are_ranked else ""
    return (
        f'<section class="answer-panel{_doubt(summary)}">'
        f'<h2 class="answer-network">{escape_html(summary.title)}</h2>'
        f'<p class="answer-name">{escape_html(summary.answer)}</p>'
        f'<p class="answer-explanation">{escape_html(summary.explanation)}</p>'
        f'<ol class="answer-bars{ranked}" aria-label="{escape_html(summary.bars_in_words)}">{bars}</ol>'
        f'<details class="answer-why"><summary>Why?</summary><p>{escape_html(summary.reasons)}</p></details>'
        f'<p class="answer-note">{escape_html(summary.note)}</p></section>'
    )


def _track(probability: float) -> str:
    # Screen readers read the percentage beside it instead.
    bar = f'<span style="width:{probability * 100:.1f}%"></span>'
    return f'<span class="answer-track" aria-hidden="true">{bar}</span>'


def _doubt(summary: Summary) -> str:
    return "" if summary.is_sure else " in-doubt"


def _explanation(answer: Prediction, kind: tuple[str, float] | None, name: str, confidence: float) -> str:
    first, second = answer.top(2)
    if kind is not None:
        short = in_short(answer)
        return f"{short[0].upper()}{short[1:]}. {certainty(name, confidence)}"
    if answer.sure:
        return certainty(name, confidence)
    if not is_worth_naming(first.probability):
        return "Looks unusual" if answer.reason == "unfamiliar" else "Torn between many things"
    if answer.reason == "torn":
        return f"Torn between {first.label} and {second.label}. Best guess: {first.label}"
    return f"Looks unusual. Best guess: {first.label}"
