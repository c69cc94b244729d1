"""Colours of charts in both themes: words have at least 4.5 to 1 against the page (WCAG 2.2, 1.4.3)."""

from typing import Any

import altair as alt

# Of quiet text beside a chart, on light and on dark pages.
TEXT_ON_LIGHT, TEXT_ON_DARK = "#4A5058", "#C3C7CC"
# Okabe and Ito's blue is dim on a dark page, where their sky blue, which no chart uses else, stands for it.
_ON_DARK = {"#0072B2": "#56B4E9"}


def with_readable_text(chart: alt.TopLevelMixin, is_dark: bool) -> alt.TopLevelMixin:
    """Gives a chart colours that can be read: its words and numbers, and on dark pages what is blue.

    Args:
        chart: Any chart that is not part of another one.
        is_dark: Whether the page is dark.

    Returns:
        The chart; other marks that have a colour of their own keep it.
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
    """Replaces colours anywhere in a part of a chart."""
    if isinstance(part, str):
        return _ON_DARK.get(part, part)
    if isinstance(part, list):
        return [_lightened(one) for one in part]
    if isinstance(part, dict):
        return {key: _lightened(one) for key, one in part.items()}
    if isinstance(part, alt.SchemaBase):
        for key, one in part._kwds.items():
            # White figures stand on what is filled, as on the squares of a confusion matrix.
            part[key] = one if key == "fill" else _lightened(one)
    return part
