"""The colour of what is written in charts: at least 4.5 to 1 against the page (WCAG 2.2, 1.4.3)."""

import altair as alt

# Of quiet text beside a chart, on light and on dark pages.
TEXT_ON_LIGHT, TEXT_ON_DARK = "#4A5058", "#C3C7CC"


def with_readable_text(chart: alt.TopLevelMixin, is_dark: bool) -> alt.TopLevelMixin:
    """Gives the words and numbers of a chart a colour that can be read.

    Args:
        chart: Any chart that is not part of another one.
        is_dark: Whether the page is dark.

    Returns:
        The chart; marks that have a colour of their own keep it.
    """
    color = TEXT_ON_DARK if is_dark else TEXT_ON_LIGHT
    return (
        chart.configure_axis(labelColor=color, titleColor=color)
        .configure_legend(labelColor=color, titleColor=color)
        .configure_text(color=color)
    )
