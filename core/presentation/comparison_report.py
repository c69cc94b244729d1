"""A comparison as one self-contained HTML page that can be kept, sent and printed."""

import time
from collections.abc import Sequence

from core.comparison.comparing import Comparison
from core.comparison.figures_table import NetworkFigures
from core.comparison.paired_test import PairedTest
from core.comparison.robustness import Robustness
from core.comparison.training_curves import TrainingCurve
from core.inference.classifier import Prediction
from core.plurals import counted, listed
from core.presentation.comparison_charts import (
    confusion_figures,
    risk_coverage_figure,
    size_and_time_figures,
    training_figures,
)
from core.presentation.comparison_figures import comparison_style, figures_html, list_html
from core.presentation.comparison_gallery import Gallery, gallery_html, gallery_in_words
from core.presentation.comparison_reliability import reliability_figure
from core.presentation.comparison_table import column_explanations, comparison_frame, comparison_html
from core.presentation.comparison_words import (
    best_in_words,
    calibration_in_words,
    confidence_question,
    first_failures_in_words,
    mixed_up_question,
    paired_tests_in_words,
    step_in_words,
    step_text,
    sure_in_words,
)
from core.presentation.html_text import escape_html
from core.presentation.robustness_charts import bars_figure, frame_address, robustness_figure, seen_by

# A report loads and runs nothing, whatever the names of its networks and classes contain.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
_PAGE_STYLE = """
:root { color-scheme: light dark; }
body { font-family: system-ui, sans-serif; line-height: 1.45; }
body { max-width: 72rem; margin: 2rem auto; padding: 0 1rem; }
h1 { line-height: 1.2; } h2 { margin-top: 2rem; break-after: avoid; }
body .cmp { --cmp-ground: Canvas; }
.cmp-scroll { max-height: none; margin-bottom: 0.75rem; }
@media print {
  :root { color-scheme: light; }
  body { margin: 0; max-width: none; font-size: 10pt; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  details { display: none; }
  .cmp-figures, .cmp-figures:has(.cmp-matrix) { grid-template-columns: 1fr 1fr; }
  /* A table is wider than a column if the networks have long names or are many. */
  .cmp-figures > :has(> .cmp-scroll) { grid-column: 1 / -1; max-width: none; }
  .cmp-pictures { grid-template-columns: repeat(5, 1fr); }
  .cmp-scroll { overflow: visible; }
  .cmp table { font-size: 8pt; }
  section > p, .cmp:has(> p.cmp-said) { break-after: avoid; break-inside: avoid; }
}
"""


def picture_report(
    answers: Sequence[Prediction], robustness: Robustness, label: str, step: int, titles: Sequence[str]
) -> str:
    """Writes a report on what networks answer for one picture, unchanged and changed by degrees.

    Args:
        answers: Each network's prediction for the unchanged picture.
        robustness: The networks' answers at every step of a change.
        label: The class whose curves are drawn.
        step: Index of the step that the slider is set to.
        titles: Names of the networks.
    """
    change = robustness.change
    pictures = "".join(
        f'<figure><img src="{frame_address(robustness.frames[preprocessor][step])}" '
        f'alt="The picture as {escape_html(names)} saw it.">'
        f"<figcaption>{escape_html(names)} saw this.</figcaption></figure>"
        for preprocessor, names in seen_by(robustness, titles).items()
    )
    bars = bars_figure(answers, titles)
    place = f"{change.title}: {step_text(change.steps[step], change.unit)}"
    return _page(
        f"{listed(titles)} on one picture",
        [
            (bars.title, figures_html([bars])),
            (
                "While the picture is changed",
                figures_html([robustness_figure(robustness, label, step, titles)])
                + list_html(first_failures_in_words(robustness, titles)),
            ),
            (
                place,
                f'<div class="cmp"><div class="cmp-seen">{pictures}</div></div>'
                + list_html(step_in_words(robustness, step, titles)),
            ),
        ],
    )


def labelled_report(
    comparison: Comparison,
    figures: Sequence[NetworkFigures],
    tests: Sequence[PairedTest],
    titles: Sequence[str],
    source: str,
    galleries: Sequence[Gallery] = (),
) -> str:
    """Writes a report on how several networks did on the same labelled pictures.

    Args:
        comparison: The answers of the networks for the pictures.
        figures: The figures of each network.
        tests: The paired tests, one for every two networks.
        titles: Names of the networks.
        source: Name of the pictures or the data set.
        galleries: Pictures that one network got right and another network got wrong; empty if the pictures
            are not available.
    """
    kind = comparison.contenders[0].bundle.kind
    frame = comparison_frame(figures, titles)
    terms = [f"{column}: {line}" for column, line in column_explanations().items()]
    best = f'<p class="cmp-said"><b>{escape_html(best_in_words(figures, tests, titles))}</b></p>'
    return _page(
        f"{listed(titles)} on {source}",
        [
            (
                "Which one is better?",
                f'<div class="cmp">{best}</div>{list_html(paired_tests_in_words(tests, titles, kind))}',
            ),
            (
                "The figures",
                comparison_html(frame) + list_html([sure_in_words(comparison, titles)]) + list_html(terms),
            ),
            (mixed_up_question(len(titles)), figures_html(confusion_figures(comparison, titles))),
            (
                "Which pictures did one get right and another wrong?",
                "".join(_gallery(one) for one in galleries),
            ),
            (
                confidence_question(len(titles)),
                list_html([calibration_in_words(figures, titles)])
                + figures_html(
                    [reliability_figure(comparison, titles), risk_coverage_figure(comparison, titles)]
                ),
            ),
            ("What does it cost?", figures_html(size_and_time_figures(figures, titles))),
            ("What could not be compared", list_html(comparison.notes)),
        ],
        f": {counted(len(comparison.truth), 'picture')}",
    )


def training_report(curves: Sequence[TrainingCurve], by_seconds: bool) -> str:
    """Writes a report on several trainings, with curves by seconds or by epochs."""
    names = listed([curve.title for curve in curves])
    return _page(f"How {names} learned", [("", figures_html(training_figures(curves, by_seconds)))])


def _gallery(gallery: Gallery) -> str:
    shown = len(gallery.pictures)
    words = gallery_in_words(gallery.right, gallery.wrong, gallery.found, shown)
    return f"<p>{escape_html(words)}</p>{gallery_html(gallery.pictures) if shown else ''}"


def _page(title: str, sections: Sequence[tuple[str, str]], what: str = "") -> str:
    body = "".join(
        f"<section>{f'<h2>{escape_html(heading)}</h2>' if heading else ''}{content}</section>"
        for heading, content in sections
        if content
    )
    name = escape_html(title)
    day = time.strftime("%Y-%m-%d")
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{name}</title>'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"{comparison_style()}<style>{_PAGE_STYLE}</style></head>"
        f"<body><h1>{name}</h1><p>Compared with Inkling on {day}{what}.</p>{body}</body></html>"
    )
