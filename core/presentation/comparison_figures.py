"""A figure: a chart with its title, one line on how to read it, and its numbers as a table."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from core.presentation.comparison_svg import legend
from core.presentation.html_text import escape_html

_STYLE = Path(__file__).with_name("comparison.css")
# Longer tables are cut off after this many rows.
_MAX_ROWS = 500


@dataclass(frozen=True)
class Figure:
    """A chart and its accompanying text and numbers.

    Attributes:
        title: What it shows.
        explanation: One line that says how to read it and what its terms mean.
        chart: The chart as SVG; empty for a table without a chart.
        columns: Names of the columns of the table of numbers.
        rows: Rows of that table, as text.
        legend: Names of the networks, in the order of their colours; empty for no legend.
        word_columns: Number of leading columns that hold words instead of numbers.
    """

    title: str
    explanation: str
    chart: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    legend: Sequence[str] = field(default=())
    word_columns: int = 1


def figures_html(figures: Sequence[Figure]) -> str:
    """Returns figures as HTML, side by side where there is room; the page needs `comparison_style`."""
    return f'<div class="cmp"><div class="cmp-figures">{"".join(map(_figure_html, figures))}</div></div>'


def comparison_style() -> str:
    """Returns the style sheet of charts and tables as an HTML element."""
    return f"<style>{_STYLE.read_text(encoding='utf-8')}</style>"


def list_html(sentences: Sequence[str]) -> str:
    """Returns sentences as an HTML list, or a single sentence as a paragraph."""
    if len(sentences) == 1:
        return f'<div class="cmp"><p class="cmp-said">{escape_html(sentences[0])}</p></div>'
    items = "".join(f"<li>{escape_html(sentence)}</li>" for sentence in sentences)
    return f'<div class="cmp"><ul class="cmp-said">{items}</ul></div>' if items else ""


def table_html(
    columns: Sequence[str], rows: Sequence[Sequence[str]], title: str, word_columns: int = 1
) -> str:
    """Returns a table in a scrollable box.

    Args:
        columns: Names of the columns.
        rows: Cells as text, one for each column.
        title: Description of the table for screen readers.
        word_columns: Number of leading columns that hold words, which are left-aligned.
    """
    head = _cells('th scope="col"', columns, word_columns)
    body = "".join(f"<tr>{_cells('td', row, word_columns)}</tr>" for row in rows[:_MAX_ROWS])
    return (
        f'<div class="cmp-scroll" tabindex="0" role="region" aria-label="{escape_html(title)}">'
        f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _cells(tag: str, texts: Sequence[str], word_columns: int) -> str:
    words = [f'<{tag} class="cmp-words">{escape_html(text)}' for text in texts[:word_columns]]
    numbers = [f"<{tag}>{escape_html(text)}" for text in texts[word_columns:]]
    end = f"</{tag.split()[0]}>"
    return "".join(cell + end for cell in [*words, *numbers])


def _figure_html(figure: Figure) -> str:
    names = legend(figure.legend) if figure.legend else ""
    what = f"{figure.title}: the numbers"
    numbers = table_html(figure.columns, figure.rows, what, figure.word_columns)
    if figure.chart:
        numbers = f"<details><summary>Show the numbers</summary>{numbers}</details>"
    return (
        f"<figure><figcaption><b>{escape_html(figure.title)}</b> "
        f"<span>{escape_html(figure.explanation)}</span></figcaption>{names}{figure.chart}{numbers}</figure>"
    )
