"""A documentation page in the app: its text, and every picture with its text alternative."""

import re
from pathlib import Path

import pytest

from core.presentation.learning_charts import LEARNING_CHARTS
from tests.widgets.app_helpers import run_app, texts
from widgets.learning.document import DOCUMENTS


def page(name):
    from widgets.learning.document import show_document

    show_document(name)


@pytest.mark.parametrize("name", ["how-a-network-learns.md", "how-it-works.md"])
def test_text_and_pictures_come_as_they_are_written(name):
    source = (DOCUMENTS / name).read_text(encoding="utf-8")
    app = run_app(page, name=name)
    assert f"# {app.title[0].value}" == source.splitlines()[0]
    pictures = re.findall(r"^!\[(.+)\]\((.+)\)$", source, re.MULTILINE)
    assert len(pictures) > 3
    charts = [alt for alt, path in pictures if Path(path).stem in LEARNING_CHARTS]
    assert [image.alt for group in app.image for image in group.proto.imgs] == [
        alt for alt, _ in pictures if alt not in charts
    ]
    # Charts use the page's font and colours, so no picture files are shown for them.
    assert list(dict.fromkeys(chart.proto.alt for chart in app.get("vega_lite_chart"))) == charts
    # No text between the pictures is lost.
    shown = texts(app)
    for line in source.splitlines()[1:]:
        if not line.startswith("!["):
            assert line.strip() in shown, line
    assert "![" not in shown
