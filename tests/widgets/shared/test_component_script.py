"""Messages from a component never swallow a click; the camera's story tests this in a browser."""

import re

from tests.conftest import ROOT
from widgets.shared.component_script import component_script

COMPONENTS = ("shared/camera.js", "draw/live_pen.js")


def test_a_script_is_whole_and_knows_how_to_send():
    for name in COMPONENTS:
        own = (ROOT / "widgets" / name).read_text()
        script = component_script(ROOT / "widgets" / name)
        assert script.startswith(own)
        assert script.count("function sendAlone(") == 1
        # No part of a page is updated in any other way.
        sent = re.compile(r"sendAlone\(\(\) => (?:\{\n.*?\n\s*\}|[^\n]*)\);\n", re.DOTALL)
        assert ".setTriggerValue(" in own
        assert not re.search(r"\.set(?:Trigger|State)Value\(", sent.sub("", own))
