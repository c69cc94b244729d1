"""Reads what the Compare page shows: its figures and its slider are our own components."""

import json

from tests.core.presentation.svg_for_tests import tree, words


def components(app):
    """Returns the data sent to the page's components, in order."""
    return [json.loads(one.proto.json) for one in app.get("bidi_component") if one.proto.json]


def figures(app):
    """Returns all figures, as one tree."""
    return tree("".join(told["html"] for told in components(app) if "html" in told))


def figure_words(app):
    """Returns all text of the figures."""
    return words(figures(app))


def slider(app):
    """Returns the data sent to the slider."""
    return next(told for told in components(app) if "frames" in told)
