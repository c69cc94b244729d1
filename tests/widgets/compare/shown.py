"""Reads what the Compare page shows: its figures and its slider are components of ours."""

import json

from tests.core.presentation.svg_for_tests import tree, words


def components(app):
    """What the page's components were told, in their order."""
    return [json.loads(one.proto.json) for one in app.get("bidi_component") if one.proto.json]


def figures(app):
    """All figures, as one tree."""
    return tree("".join(told["html"] for told in components(app) if "html" in told))


def figure_words(app):
    """All text of the figures."""
    return words(figures(app))


def slider(app):
    """What the slider was told."""
    return next(told for told in components(app) if "frames" in told)
