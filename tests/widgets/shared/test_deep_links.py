"""A page opened by its own address, and the private parts of Streamlit that the app relies on."""

import ast
from pathlib import Path

import pytest
import streamlit
from streamlit.runtime.pages_manager import PagesManager
from streamlit.testing.v1 import AppTest

from tests.conftest import ROOT

STATIC = Path(streamlit.__file__).parent / "static"
ENTER = "from widgets.shared.deep_links import enter\nenter()\n"


@pytest.fixture(autouse=True)
def flag(monkeypatch):
    """Restores the flag after the test."""
    monkeypatch.setattr(PagesManager, "uses_pages_directory", None)


def opened(tmp_path, source):
    """Runs an app whose entry was bypassed: next to its script there is a folder named pages."""
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "other.py").write_text("")
    (tmp_path / "app.py").write_text(f"import streamlit as st\n{source}st.write('shown')\n")
    app = AppTest.from_file(tmp_path / "app.py", default_timeout=60).run()
    assert not app.exception
    return app


def test_streamlit_takes_a_pages_folder_for_its_older_navigation(tmp_path):
    # If this fails, Streamlit has changed and `widgets/shared/deep_links.py` can be removed.
    opened(tmp_path, "")
    assert PagesManager.uses_pages_directory is True


def test_a_page_that_was_reached_past_the_entry_starts_again_there(tmp_path):
    runs = tmp_path / "runs.txt"
    count = f"open({str(runs)!r}, 'a').write('x')\n"
    app = opened(tmp_path, count + ENTER)
    assert PagesManager.uses_pages_directory is False
    assert [text.value for text in app.markdown] == ["shown"]
    assert runs.read_text() == "xx"
    app.run()
    assert app.markdown[0].value == "shown"


def test_every_page_enters_before_it_shows_anything():
    for path in (ROOT / "pages").glob("*.py"):
        calls = [
            node.value.func
            for node in ast.parse(path.read_text()).body
            if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call)
        ]
        assert ast.unparse(calls[0]) == "enter", path
