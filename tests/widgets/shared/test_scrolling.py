"""The component that scrolls to its place is told about each event; a browser story tests the scrolling."""

import json

from tests.widgets.app_helpers import run_app


def test_the_component_is_told_what_has_happened():
    def page(token):
        from widgets.shared.scrolling import scroll_here

        scroll_here(token, "here")

    for token in ("run 1", ""):
        (element,) = run_app(page, token=token).get("bidi_component")
        assert json.loads(element.proto.json) == {"token": token}
        assert "scrollIntoView" in element.proto.js_content
