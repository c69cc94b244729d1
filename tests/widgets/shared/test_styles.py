"""The style sheets: they name what Streamlit's pages hold, and cost little where many elements come."""

import re
from pathlib import Path

import pytest
import streamlit
from streamlit.testing.v1 import AppTest

from tests.conftest import ROOT

STATIC = Path(streamlit.__file__).parent / "static" / "static" / "js"
WIDGETS = ROOT / "widgets"
ON_ONE_PAGE = ("draw/draw.css", "photo/photo.css")
SHARED = sorted(WIDGETS.joinpath("shared").glob("*.css"))
# Looked for only below elements of ours that hold little.
CHEAP = {"dd:empty", "[data-testid=stSelectbox]"}


@pytest.mark.parametrize(
    ("style", "name"),
    [("shared/pages.css", name) for name in ("stMainBlockContainer", "stStatusWidget", "stElementToolbar")]
    + [("draw/draw.css", name) for name in ("stLayoutWrapper", "stVerticalBlock")]
    + [("shared/words.css", name) for name in ("stFileUploaderDropzoneInstructions", "stFileUploader")]
    + [("shared/words.css", "stDialog"), ("shared/words.css", "stErrorCodeBlock")]
    + [("shared/pages.css", "stMarkdownEllipsis")],
)
def test_the_names_in_a_style_are_those_of_streamlits_page(style, name):
    assert name in (WIDGETS / style).read_text()
    assert any(name in script.read_text() for script in STATIC.rglob("*.js"))


@pytest.mark.parametrize("style", [*SHARED, WIDGETS / "photo" / "photo.css"], ids=lambda path: path.name)
def test_a_style_that_applies_to_uploads_looks_only_at_children_and_neighbours(style):
    """With any other argument of `:has`, 300 files take five times as long to list."""
    rules = re.sub(r"/\*.*?\*/", "", style.read_text(), flags=re.DOTALL)
    arguments = re.findall(r":has\(([^)]*)", rules)
    assert {each for each in arguments if not each.startswith((">", "+"))} <= CHEAP


def test_a_page_has_its_own_style_and_no_other():
    app = AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=60).run()
    assert styles_of(app) == {"draw/draw.css"}
    assert styles_of(app.switch_page("pages/photo.py").run()) == {"photo/photo.css"}
    assert styles_of(app.switch_page("pages/compare.py").run()) == set()


def styles_of(app):
    """Returns the styles of single pages that an app shows now."""
    shown = "".join(element.proto.body for element in app.get("html"))
    return {style for style in ON_ONE_PAGE if (WIDGETS / style).read_text() in shown}
