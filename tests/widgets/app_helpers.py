"""Runs small apps for the tests of widgets: one function's body is the page, and its widgets are real."""

import streamlit as st
from streamlit.testing.v1 import AppTest

from core.preprocessing.example_photos import EXAMPLE_PHOTOS_FOLDER
from tests.answer_panels_for_tests import read_panels

_SAID = ("info", "warning", "error", "success", "caption", "markdown", "header")


def run_app(page, **values):
    """Runs a function as a page; `values` are its arguments."""
    app = AppTest.from_function(page, default_timeout=60, kwargs=values).run()
    assert not app.exception, app.exception
    return app


def rerun(app):
    """Runs the page again; checks that nothing is raised."""
    app.run()
    assert not app.exception, app.exception
    return app


def texts(app):
    """Returns everything that a page says, in one string."""
    return " | ".join(str(element.value) for kind in _SAID for element in app.get(kind))


def html(app):
    """Returns all HTML of a page, in one string."""
    return " ".join(element.proto.body for element in app.get("html"))


def panels(app):
    """Returns the answer panels."""
    return read_panels(html(app))


def labels(app):
    """Returns the labels of all buttons."""
    return [button.label for button in app.button]


def click(app, label):
    """Clicks the button with this label."""
    next(button for button in app.button if button.label == label).click().run()
    assert not app.exception, app.exception
    return app


def labelled(app, kind, label):
    """Returns the widget of a kind with this label."""
    return next(widget for widget in app.get(kind) if widget.label == label)


def address(app):
    """What the page's address says, by parameter; of several values the first."""
    return {name: value if isinstance(value, str) else value[0] for name, value in app.query_params.items()}


def type_choice(app, label, text):
    """Types something new into the choice with this label; it is sent with the next click or run."""
    box = labelled(app, "selectbox", label)
    if text not in box.options:
        # The browser sends it as it sends a choice; Streamlit's own test app only knows the latter.
        box.options.append(text)
    box.set_value(text)


class Count:
    """Counts the calls of a function, which still does its work."""

    def __init__(self, monkeypatch, owner, name):
        self.calls = 0
        real = getattr(owner, name)

        def counting(*args, **kwargs):
            self.calls += 1
            return real(*args, **kwargs)

        monkeypatch.setattr(owner, name, counting)

    def since(self):
        """Returns the number of calls since this was last asked."""
        calls, self.calls = self.calls, 0
        return calls


def note_downloads(monkeypatch):
    """Records the data of each download button by its label; the real buttons are shown."""
    data_of, real = {}, st.download_button

    def noting(label, data, *args, **options):
        data_of[label] = data
        return real(label, data, *args, **options)

    monkeypatch.setattr(st, "download_button", noting)
    return data_of


def example_photo(word):
    """Returns the file name and the bytes of the example photo with this word in its name."""
    (path,) = EXAMPLE_PHOTOS_FOLDER.glob(f"*{word}*.jpg")
    return path.name, path.read_bytes()
