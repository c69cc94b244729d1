"""Ways in for pictures: a zip, a folder, the canvas, the camera, a folder of the server."""

import pytest

from core.datasets.store import create_data_set, data_sets, read_data_set
from core.preprocessing.example_drawings import example_drawing
from tests.core.drawn import pattern_zip, stroke_file
from tests.core.pictures_for_tests import file_of, ink_of
from tests.widgets.app_helpers import click, example_photo, rerun, run_app, texts
from widgets.shared.page_state import TRAIN_STATE
from widgets.shared.widget_keys import TrainKey

SEVEN = example_drawing("digits", 0)[1]


def page(shown):
    from core.datasets.store import read_data_set
    from widgets.shared.page_state import set_widget
    from widgets.shared.widget_keys import TrainKey
    from widgets.train.collect import collect

    # A test cannot type a class that is not on the list, so it is set before the list is shown.
    if shown["class"]:
        set_widget(TrainKey.CLASS, shown["class"])
    collect(read_data_set(shown["name"]) if shown["name"] else None)


def opened(source, name="", label=""):
    app = run_app(page, shown={"name": name, "class": label})
    app.session_state[TrainKey.SOURCE] = source
    return rerun(app)


def state(app):
    return app.session_state[TRAIN_STATE]


@pytest.fixture(autouse=True)
def may_read(monkeypatch):
    monkeypatch.setenv("INKLING_SERVER_PATHS", "1")


def test_a_zip_becomes_a_data_set_and_its_input_is_emptied(tmp_path):
    app = opened("zip")
    data = pattern_zip(tmp_path / "a.zip", each=3).read_bytes()
    app.file_uploader[0].set_value(("patterns.zip", data, "application/zip"))
    rerun(app)
    assert "9 of 9 pictures are in now." in app.success[0].value
    assert read_data_set("patterns").counts() == {"dots": 3, "plain": 3, "stripes": 3}
    assert state(app).next_data_set == "patterns"
    rerun(app)
    assert len(data_sets()) == 1


def test_a_chosen_data_set_takes_in_what_comes(tmp_path):
    create_data_set("Toys", "photo")
    app = opened("zip", "toys")
    data = pattern_zip(tmp_path / "a.zip", each=2).read_bytes()
    app.file_uploader[0].set_value(("patterns.zip", data, "application/zip"))
    rerun(app)
    assert [data_set.name for data_set in data_sets()] == ["toys"]
    assert len(read_data_set("toys").samples) == 6


def test_a_folder_of_class_folders_comes_in():
    app = opened("folder")
    files = [
        (f"zoo/{label}/{name}", data, "image/jpeg")
        for label in ("boats", "clocks")
        for name, data in [example_photo(label[:-1])]
    ]
    app.file_uploader[0].set_value(files)
    rerun(app)
    (data_set,) = data_sets()
    assert (data_set.title, data_set.counts()) == ("zoo", {"boats": 1, "clocks": 1})


def test_a_file_of_drawings_on_the_computer_comes_in(tmp_path):
    app = opened("path")
    app.text_input[0].set_value(str(stroke_file(tmp_path, each=2)))
    click(app, "Take them in")
    (data_set,) = data_sets()
    assert (data_set.kind, len(data_set.samples)) == ("ink", 6)


@pytest.mark.parametrize("content", [b"PK\x03\x04 and no more", b"milk"])
def test_what_cannot_be_opened_is_one_sentence(content):
    app = opened("zip")
    app.file_uploader[0].set_value(("a.zip", content, "application/zip"))
    rerun(app)
    assert "Received: " in app.warning[0].value
    assert data_sets() == []


def test_a_public_demo_takes_nothing_in(tmp_path, monkeypatch):
    app = opened("zip")
    monkeypatch.setenv("INKLING_PUBLIC", "1")
    data = pattern_zip(tmp_path / "a.zip", each=2).read_bytes()
    app.file_uploader[0].set_value(("patterns.zip", data, "application/zip"))
    rerun(app)
    assert "switched off here" in app.warning[0].value
    assert data_sets() == []


def draw(app):
    """Puts a seven on the canvas; in a test there is no browser that would report one."""
    objects = [
        {"path": [["M", *map(float, stroke[0])], *(["L", *map(float, point)] for point in stroke[1:])]}
        for stroke in SEVEN
    ]
    state(app).drawing.show(objects)


def test_a_drawing_needs_a_class_and_ink_and_is_then_added_and_cleared():
    app = opened("canvas")
    click(app, "Add this drawing")
    assert "Say first which class this is" in app.warning[0].value
    app = opened("canvas", label="seven")
    click(app, "Add this drawing")
    assert "Nothing is drawn yet" in app.warning[0].value
    draw(app)
    click(app, "Add this drawing")
    assert 'One more of "seven".' in app.success[0].value
    (data_set,) = data_sets()
    assert (data_set.title, data_set.kind, data_set.counts()) == ("My drawings", "ink", {"seven": 1})
    assert state(app).drawing.objects == []
    assert state(app).next_data_set == data_set.name


def test_a_drawing_for_a_data_set_of_photos_becomes_a_picture():
    create_data_set("Toys", "photo")
    app = opened("canvas", "toys", label="seven")
    draw(app)
    click(app, "Add this drawing")
    (sample,) = read_data_set("toys").samples
    assert (sample.suffix, sample.is_strokes) == (".png", False)


def test_a_picture_of_the_camera_is_added():
    app = opened("camera", label="four")
    app.camera_input[0].set_value(("shot.jpg", file_of(255 - ink_of("4"), "JPEG"), "image/jpeg"))
    click(app, "Add this photo")
    (data_set,) = data_sets()
    assert (data_set.title, data_set.counts()) == ("My photos", {"four": 1})


def test_folders_of_the_server_are_offered_only_where_they_may_be_read(monkeypatch):
    def sources(app):
        return app.segmented_control(key=TrainKey.SOURCE).options

    assert len(sources(opened("zip"))) == 5
    monkeypatch.setenv("INKLING_SERVER_PATHS", "0")
    assert len(sources(opened("zip"))) == 4
    assert "The name of a folder is the name of its class." in texts(opened("folder"))
