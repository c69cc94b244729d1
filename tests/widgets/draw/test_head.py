"""The first lines of the Draw page."""

import pytest

from tests.widgets.app_helpers import run_app, texts


def page(networks):
    from widgets.draw.head import show_head

    show_head(networks)


@pytest.mark.parametrize(
    ("count", "question"),
    [
        (0, "What do neural networks see?"),
        (1, "What does a neural network see?"),
        (3, "What do three neural networks see?"),
        (7, "What do neural networks see?"),
    ],
)
def test_one_heading_asks_as_many_networks_as_answer(classifiers, count, question):
    app = run_app(page, networks=[classifiers["digits-simple"]] * count)
    assert [title.value for title in app.title] == [f"Draw something. {question}"]
    assert texts(app).startswith("Welcome!")
