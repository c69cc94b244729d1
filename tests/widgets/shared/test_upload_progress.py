"""The count of files that are still being uploaded; a story of the Train page sees it in a browser."""

import re

from streamlit.testing.v1 import AppTest

from tests.conftest import ROOT
from tests.widgets.shared.test_styles import STATIC
from widgets.shared import upload_progress


def test_it_stands_below_each_input_for_many_files():
    for page, source in (("train", "folder"), ("photo", "file"), ("photo", "folder")):
        app = AppTest.from_file(str(ROOT / "pages" / f"{page}.py"), default_timeout=60)
        app.session_state[f"{page}-source"] = source
        app.run()
        shown = [each.proto.component_name for each in app.get("bidi_component")]
        assert shown.count("inkling_upload_progress") == 1, (page, source)


def test_the_names_that_it_counts_are_those_of_streamlits_page():
    names = set(re.findall(r'"(stFile\w+)"', upload_progress._SCRIPT))
    scripts = "".join(script.read_text() for script in STATIC.rglob("*.js"))
    assert len(names) == 2
    assert all(name in scripts for name in names)
