"""Chart colours for both themes: text has a contrast of at least 4.5 to 1 (WCAG 2.2, criterion 1.4.3)."""

from typing import Any

import altair as alt

# Colours of axis and legend text, on light and on dark pages.
TEXT_ON_LIGHT, TEXT_ON_DARK = "#4A5058", "#C3C7CC"
# Okabe and Ito's blue is dim on a dark page. Their sky blue replaces it there; no chart uses it otherwise.
_ON_DARK = {"#0072B2": "#56B4E9"}


def with_readable_text(chart: alt.TopLevelMixin, is_dark: bool) -> alt.TopLevelMixin:
    """Makes a chart legible: sets the colour of its text and, on dark pages, replaces its blue.

    Args:
        chart: A top-level chart, not part of another one.
        is_dark: Whether the page is dark.

    Returns:
        The chart. All other explicit colours are kept.
    """
    if is_dark:
        chart = _lightened(chart.copy(deep=True))
    color = TEXT_ON_DARK if is_dark else TEXT_ON_LIGHT
    return (
        chart.configure_axis(labelColor=color, titleColor=color)
        .configure_legend(labelColor=color, titleColor=color)
        .configure_text(color=color)
    )


def _lightened(part: Any) -> Any:
    """Replaces colours everywhere in a part of a chart."""
    if isinstance(part, str):
        return _ON_DARK.get(part, part)
    if isinstance(part, list):
        return [_lightened(one) for one in part]
    if isinstance(part, dict):
        return {key: _lightened(one) for key, one in part.items()}
    if isinstance(part, alt.SchemaBase):
        for key, one in part._kwds.items():
            # Fills stay dark: white text may lie on them, as in the cells of a confusion matrix.
            part[key] = one if key == "fill" else _lightened(one)
    return part
