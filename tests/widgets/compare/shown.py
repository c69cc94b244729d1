"""Reads what the Compare page shows: its figures and its slider are our own components."""

import json

from tests.core.presentation.svg_for_tests import tree, words
from tests.widgets.app_helpers import html


def components(app):
    """Returns the data sent to the page's components, in order."""
    return [json.loads(one.proto.json) for one in app.get("bidi_component") if one.proto.json]


def figures(app):
    """Returns all figures, as one tree."""
    return tree("".join(told["html"] for told in components(app) if "html" in told))


def figure_words(app):
    """Returns all text of the figures."""
    return words(figures(app))


def figures_table(app):
    """Returns the table of the networks' figures: the texts of each row, by column; empty without a table."""
    tables = [
        one for one in tree(html(app)).iter("div") if one.get("aria-label") == "Figures of the networks"
    ]
    rows = [["".join(cell.itertext()) for cell in row] for one in tables for row in one.iter("tr")]
    return [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]


def slider(app):
    """Returns the data sent to the slider."""
    return next(told for told in components(app) if "frames" in told)
