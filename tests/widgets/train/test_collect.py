"""Ways to bring in picture files: a zip, a folder, a folder on the server."""

import pytest
from streamlit.testing.v1 import AppTest

from core.datasets.picture_imports import read_import
from core.datasets.store import create_data_set, data_sets, read_data_set
from tests.core.drawn import pattern_zip, stroke_file
from tests.widgets.app_helpers import address, click, example_photo, labelled, labels, rerun, run_app, texts
from widgets.shared.page_state import TRAIN_STATE
from widgets.shared.widget_keys import TrainKey


def page(shown):
    from streamlit.runtime.scriptrunner import get_script_run_ctx

    from core.datasets.store import read_data_set
    from widgets.train.collect import choose_way_in, collect

    get_script_run_ctx().is_history_navigation = shown.get("goes_back", False)
    collect(read_data_set(shown["name"]) if shown["name"] else None, choose_way_in())


def opened(source, name=""):
    app = run_app(page, shown={"name": name})
    app.session_state[TrainKey.SOURCE] = source
    return rerun(app)


def state(app):
    return app.session_state[TRAIN_STATE]


pytestmark = pytest.mark.usefixtures("imports_here")


@pytest.fixture(autouse=True)
def may_read(monkeypatch):
    monkeypatch.setenv("INKLING_SERVER_PATHS", "1")


def dropped(app, path, name="patterns.zip"):
    """Uploads a zip or stroke file, which then waits for the user's answers."""
    app.file_uploader[0].set_value((name, path.read_bytes(), "application/zip"))
    return rerun(app)


def target(app):
    return labelled(app, "selectbox", "Where do the new pictures go?")


def test_a_zip_becomes_a_data_set_when_the_person_says_so_and_its_input_is_emptied(tmp_path):
    app = dropped(opened("zip"), pattern_zip(tmp_path / "a.zip", each=3))
    assert data_sets() == []
    labelled(app, "text_input", "Name of the new data set").set_value("Fine patterns")
    click(app, "Import")
    data_set = read_data_set("fine-patterns")
    assert (data_set.title, data_set.counts()) == ("Fine patterns", {"dots": 3, "plain": 3, "stripes": 3})
    assert read_import(state(app).awaited_import).outcome.data_set == data_set.name
    # The upload widget has been replaced, so that a second click finds nothing to import.
    assert "Import" not in labels(rerun(app))
    assert len(data_sets()) == 1


def test_an_upload_goes_into_a_new_data_set_unless_the_person_says_otherwise(tmp_path):
    create_data_set("Toys", "photo")
    app = dropped(opened("zip", "toys"), pattern_zip(tmp_path / "a.zip", each=2))
    assert target(app).value == ""
    assert target(app).options == ["A new data set", "Add to Toys"]
    click(app, "Import")
    assert sorted(data_set.name for data_set in data_sets()) == ["patterns", "toys"]
    # A new one that is shown is the answer.
    app = dropped(opened("zip"), pattern_zip(tmp_path / "a.zip", each=2))
    assert [box.label for box in app.selectbox] == []
    app = dropped(opened("zip", "toys"), pattern_zip(tmp_path / "a.zip", each=2))
    target(app).set_value("toys")
    click(app, "Import")
    assert len(read_data_set("toys").samples) == 6
    assert len(data_sets()) == 2


def test_a_folder_of_class_folders_comes_in():
    app = opened("folder")
    files = [
        (f"zoo/{label}/{name}", data, "image/jpeg")
        for label in ("cats", "tripods")
        for name, data in [example_photo(label[:-1])]
    ]
    app.file_uploader[0].set_value(files)
    click(rerun(app), "Import")
    (data_set,) = data_sets()
    assert (data_set.title, data_set.counts()) == ("zoo", {"cats": 1, "tripods": 1})


def test_a_file_of_drawings_on_the_computer_comes_in(tmp_path):
    app = opened("path")
    # As copied by Explorer on Windows.
    app.text_input[0].set_value(f'"{stroke_file(tmp_path, each=2)}"')
    click(rerun(app), "Import")
    (data_set,) = data_sets()
    assert (data_set.kind, data_set.title, len(data_set.samples)) == ("ink", "drawings", 6)
    assert "Import" not in labels(rerun(app))


def test_the_path_is_the_one_that_was_typed_last(tmp_path):
    for name, each in (("before", 2), ("now", 3)):
        (tmp_path / name).mkdir()
        stroke_file(tmp_path / name, each=each)
    app = opened("path")
    app.text_input[0].set_value(str(tmp_path / "before" / "drawings.ndjson"))
    rerun(app)
    app.text_input[0].set_value(str(tmp_path / "now" / "drawings.ndjson"))
    click(app, "Import")
    (data_set,) = data_sets()
    assert len(data_set.samples) == 9


@pytest.mark.parametrize(
    ("path", "words"),
    [
        *((path, "There is no such file or folder") for path in ("~nouser", "/nowhere/at/all", "/dev/zero")),
        *((path, "No file or folder can have this path") for path in ("a\0b", "x" * 20_000)),
        ("https://example.org/a.zip", "Give the path of a file or folder on this computer, not an address."),
    ],
)
def test_a_path_that_leads_nowhere_is_one_sentence(path, words):
    app = opened("path")
    app.text_input[0].set_value(path)
    click(rerun(app), "Import")
    assert words in app.warning[0].value
    assert data_sets() == []


@pytest.mark.parametrize("content", [b"PK\x03\x04 and no more", b"milk"])
def test_what_cannot_be_opened_leaves_nothing(tmp_path, content):
    (tmp_path / "a.zip").write_bytes(content)
    app = dropped(opened("zip"), tmp_path / "a.zip")
    click(app, "Import")
    assert "Received: " in read_import(state(app).awaited_import).state.message
    assert data_sets() == []


def test_a_public_demo_takes_nothing_in(tmp_path, monkeypatch):
    app = dropped(opened("zip"), pattern_zip(tmp_path / "a.zip", each=2))
    monkeypatch.setenv("INKLING_PUBLIC", "1")
    click(app, "Import")
    assert "switched off here" in app.warning[0].value
    assert data_sets() == []


def test_folders_of_the_server_are_offered_only_where_they_may_be_read(monkeypatch):
    def sources(app):
        return app.segmented_control(key=TrainKey.SOURCE).options

    offered = sources(opened("zip"))
    assert len(offered) == 5
    # One comes over the browser, the other is read in place; the words say so.
    assert offered[0].endswith("Upload a folder")
    assert offered[-1].endswith("Folder on this computer, by its path")
    monkeypatch.setenv("INKLING_SERVER_PATHS", "0")
    assert len(sources(opened("zip"))) == 4
    assert "The name of a folder is the name of its class." in texts(opened("folder"))


def test_the_way_in_that_was_chosen_is_there_after_a_reload():
    assert address(opened("zip"))["from"] == "zip"
    shown = {"name": ""}
    again = AppTest.from_function(page, default_timeout=60, kwargs={"shown": shown})
    again.query_params["from"] = "zip"
    again.run()
    assert again.session_state[TrainKey.SOURCE] == "zip"
    again.session_state[TrainKey.SOURCE] = "folder"
    again.run()
    assert "from" not in again.query_params
    # Back and Forward choose it, too, and the address stays as it is.
    shown["goes_back"] = True
    cases = [("zip", "zip"), ("nowhere", "folder"), (" ", "folder"), ("camera", "camera"), ("", "folder")]
    for named, source in cases:
        again.query_params["from"] = named
        again.run()
        assert again.segmented_control(key=TrainKey.SOURCE).value == source
        assert not again.warning
        assert bool(again.info) == (named == "nowhere")


@pytest.mark.parametrize(("goes_back", "kept"), [(False, {"from": "zip"}), (True, {})])
def test_a_source_that_began_with_the_address_is_kept_when_the_page_is_left(goes_back, kept):
    shown = {"name": ""}
    app = AppTest.from_function(page, default_timeout=60, kwargs={"shown": shown})
    app.query_params["from"] = "zip"
    rerun(app)
    # Streamlit has forgotten the choice when the page is shown again.
    again = AppTest.from_function(
        page, default_timeout=60, kwargs={"shown": {**shown, "goes_back": goes_back}}
    )
    again.session_state[TRAIN_STATE] = state(app)
    # An address of the browser's history that names no source stands for the first one.
    assert address(rerun(again)) == kept


def test_the_address_names_a_class_only_where_one_is_chosen():
    app = AppTest.from_function(page, default_timeout=60, kwargs={"shown": {"name": ""}})
    app.query_params["from"], app.query_params["class"] = "canvas", "cat"
    app.run()
    assert address(app)["class"] == "cat"
    app.session_state[TrainKey.SOURCE] = "zip"
    app.run()
    assert address(app) == {"from": "zip"}
