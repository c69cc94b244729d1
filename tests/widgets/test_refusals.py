"""The `Received: ...` part is for terminals, logs and programs: no page shows it, whatever its source."""

import ast
import shutil

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from core.datasets import picture_imports
from core.datasets.import_records import ImportRequest
from core.datasets.ingestion import add_picture
from core.datasets.picture_imports import start_import
from core.datasets.store import create_data_set
from core.inference.batch import Row
from core.jobs.process import update_state
from core.preprocessing.image_source import ImageSource
from core.storage.files import write_json
from core.storage.paths import home
from tests.conftest import ROOT
from tests.core.drawn import pattern
from tests.core.pictures_for_tests import file_of
from tests.widgets.app_helpers import run_app

MODULES = sorted(path for folder in ("widgets", "pages") for path in (ROOT / folder).rglob("*.py"))
KINDS = ("info", "warning", "error", "caption", "markdown", "text", "dataframe")
# A sentence about what is wrong, followed by what was received.
NOTED = "This went wrong; try again. Received: errno 71"


def said(app):
    """Returns everything that a page says, in any place."""
    assert not app.exception, app.exception
    return " | ".join(str(element.value) for kind in KINDS for element in app.get(kind))


def opened(page, **address):
    app = AppTest.from_file(ROOT / "pages" / page, default_timeout=60)
    for name, value in address.items():
        app.query_params[name.replace("_", "-")] = value
    return said(app.run())


def errors_in_full(path):
    """Yields the places where a module formats a whole error into text instead of its sentence."""
    for handler in ast.walk(ast.parse(path.read_text())):
        if isinstance(handler, ast.ExceptHandler) and handler.name:
            for node in ast.walk(handler):
                if isinstance(node, ast.FormattedValue):
                    parts = [node.value]
                elif isinstance(node, ast.Call) and ast.unparse(node.func) in ("str", "escape_markdown"):
                    parts = node.args
                else:
                    parts = []
                yield from (ast.unparse(node) for part in parts if ast.unparse(part) == handler.name)


def test_no_page_writes_an_error_in_full(tmp_path):
    assert {path: full for path in MODULES if (full := list(errors_in_full(path)))} == {}
    (tmp_path / "bad.py").write_text('try: f()\nexcept E as e:\n g(f"{e}", str(e), e.sentence)')
    assert len(list(errors_in_full(tmp_path / "bad.py"))) == 2


@pytest.fixture
def damaged(tmp_path, monkeypatch):
    """A home in which something of each kind has gone wrong."""
    shutil.copytree(ROOT / "tests/home_of_version_0_1", home(), dirs_exist_ok=True)
    monkeypatch.setattr(picture_imports, "start_worker", lambda module, folder: None)
    for name in ("imports", "runs", "adding", "evaluations"):
        write_json(home() / name / "20260101-000000-aaaaaa" / "request.json", {"milk": 1})
    write_json(home() / "datasets" / "damaged" / "dataset.json", {"milk": 1})
    shutil.copytree(home() / "models" / "my-things", home() / "models" / "damaged")
    (home() / "models" / "damaged" / "labels.txt").write_bytes(b"\xff\xff")
    (home() / "models" / "empty").mkdir()
    failed = start_import(ImportRequest("toys.zip", "Toys", str(tmp_path))).folder
    group = {"reason": NOTED, "count": 1, "names": ["a.png"], "are_pictures": True}
    outcome = {"data_set": "", "is_new": False, "kind": "ink", "kind_is_sure": True, "added": {}}
    update_state(failed, status="failed", message=NOTED, outcome=outcome | {"left_out": [group]})
    for folder in (home() / "runs").iterdir():
        update_state(folder, status="failed", message=NOTED)


def test_the_train_page(damaged):
    generator = np.random.default_rng(1)
    few = create_data_set("Few", "photo")
    for label in ("dots", "stripes"):
        few = add_picture(few, file_of(pattern(label, generator)), "a.png", label)
    texts = opened("train.py", data_set="few") + opened("train.py", data_set="my-drawings")
    assert texts.count("This went wrong; try again.") >= 4
    assert "cannot be read" in texts
    assert "every class needs" in texts
    assert "Received" not in texts


def test_the_networks_page_and_one_of_its_networks(damaged):
    texts = opened("networks.py") + opened("networks.py", network="my-things", view="Training")
    assert "The labels of damaged" in texts
    assert "empty: A bundle must have a card.json" in texts
    assert "Received" not in texts


def test_the_photo_page(damaged):
    addition = home() / "adding" / "inception-v3"
    write_json(
        addition / "request.json", {"application": "inception-v3", "precision": "float32", "weights": ""}
    )
    update_state(addition, status="failed", message=NOTED)
    texts = opened("photo.py")
    assert "This went wrong; try again." in texts
    assert "Received" not in texts


def test_a_row_of_the_table_of_photos():
    def page(row, photo):
        from widgets.photo.answers import show_row

        show_row(photo, row, [])

    row = Row(0, "a.png", b"", (), f"{NOTED}\n{NOTED}")
    texts = said(run_app(page, row=row, photo=ImageSource("a.png", lambda: b"milk")))
    assert texts.count("This went wrong; try again.") == 2
    assert "Received" not in texts
