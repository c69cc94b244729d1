"""Ways to bring in photos: what is accepted, what is refused, and what is opened only once."""

import base64
import io
import zipfile

import pytest

from core.datasets.readers import image_file
from core.errors import BadData
from core.preprocessing.example_photos import EXAMPLE_PHOTOS_FOLDER
from tests.widgets.app_helpers import Count, click, example_photo, rerun, run_app, texts
from widgets.photo import sources
from widgets.shared.widget_keys import PhotoKey


def page(source):
    import streamlit as st

    from widgets.photo.sources import chosen_example, photos_from
    from widgets.shared.widget_keys import PhotoKey

    @st.fragment(key=PhotoKey.ANSWERS)
    def show(selection):
        selection = chosen_example() if source == "examples" else selection
        if selection is None:
            st.write("none")
        else:
            names = ", ".join(sorted(photo.name for photo in selection.photos))
            st.write(f"{selection.fingerprint}: {names}")

    show(photos_from(source))


def came(app):
    return app.markdown[-1].value


def jpegs(*words):
    return [(*example_photo(word), "image/jpeg") for word in words]


def zip_of(folder, *words):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in map(example_photo, words):
            archive.writestr(f"{folder}/{name}", content)
    return f"{folder}.zip", file.getvalue(), "application/zip"


@pytest.mark.parametrize(("variable", "allowed"), [("SERVER_PATHS", True), ("PUBLIC", False)])
def test_folders_of_the_computer_are_open_only_where_the_operator_allows(monkeypatch, variable, allowed):
    def page():
        import streamlit as st

        from widgets.photo.sources import sources

        st.write(" ".join(sources()))
        st.caption(" ".join(sources().values()))

    monkeypatch.setenv(f"INKLING_{variable}", "1")
    app = run_app(page)
    assert ("path" in came(app).split()) == allowed
    # Another folder can be uploaded; the words tell them apart.
    assert ("Folder on this computer, by its path" in texts(app)) == allowed
    assert "Upload a folder" in texts(app)


@pytest.mark.parametrize("source", ["files", "folder", "zip", "camera", "examples", "path"])
def test_at_first_nothing_has_come(source):
    app = run_app(page, source=source)
    assert came(app) == "none"
    assert not app.warning


def test_several_files_come_together_and_others_are_another_choice():
    app = run_app(page, source="files")
    app.file_uploader[0].set_value(jpegs("palace", "cat"))
    first = came(rerun(app))
    assert first.endswith(": cat.jpg, palace.jpg")
    app.file_uploader[0].set_value(jpegs("cat"))
    assert came(rerun(app)).split(":")[0] != first.split(":")[0]


def test_of_a_folder_only_pictures_come():
    app = run_app(page, source="folder")
    app.file_uploader[0].set_value([*jpegs("cat"), ("notes.txt", b"milk", "text/plain")])
    assert came(rerun(app)).endswith(": cat.jpg")
    app.file_uploader[0].set_value([("notes.txt", b"milk", "text/plain")])
    assert "This contains no photos" in texts(rerun(app))


def test_a_zip_is_opened_once(monkeypatch):
    opened = Count(monkeypatch, sources, "list_source")
    app = run_app(page, source="zip")
    app.file_uploader[0].set_value(zip_of("holiday", "palace", "cat"))
    assert came(rerun(app)).endswith(": holiday/cat.jpg, holiday/palace.jpg")
    rerun(app)
    assert opened.since() == 1


def test_zips_and_photos_beside_them_come_together(monkeypatch):
    opened = Count(monkeypatch, sources, "list_source")
    app = run_app(page, source="files")
    app.file_uploader[0].set_value(
        [zip_of("holiday", "palace"), *jpegs("cat"), zip_of("school", "espresso", "cat")]
    )
    assert came(rerun(app)).endswith(": cat.jpg, holiday/palace.jpg, school/cat.jpg, school/espresso.jpg")
    rerun(app)
    assert opened.since() == 2


def test_a_damaged_zip_beside_a_photo_is_refused_as_a_zip():
    app = run_app(page, source="files")
    app.file_uploader[0].set_value(
        [("torn.zip", b"PK\x03\x04 and no more", "application/zip"), *jpegs("cat")]
    )
    assert "zip" in rerun(app).warning[0].value


def test_a_folder_of_the_computer_is_opened_once_and_another_one_anew(tmp_path, monkeypatch):
    opened = Count(monkeypatch, sources, "list_source")
    (tmp_path / "photo.jpg").write_bytes(example_photo("cat")[1])
    app = run_app(page, source="path")
    for path, expected in (
        (EXAMPLE_PHOTOS_FOLDER, 1),
        (tmp_path / "photo.jpg", 1),
        (f'"{EXAMPLE_PHOTOS_FOLDER}" ', 1),
        (f" {tmp_path / 'photo.jpg'}", 1),
    ):
        app.text_input[0].set_value(str(path))
        click(app, "Open")
        assert opened.since() == expected, path
        before = came(app)
        assert came(rerun(app)) == before
        assert opened.since() == 0, "every other click leaves it as it is"
    assert came(app).endswith(": photo.jpg")
    app.text_input[0].set_value(str(tmp_path / "nowhere"))
    click(app, "Open")
    assert "Received: " not in app.warning[0].value
    assert came(app) == "none"


def test_a_folder_is_still_open_on_coming_back(tmp_path, monkeypatch):
    def page(shown):
        import streamlit as st

        from widgets.photo.sources import photos_from

        if shown["here"] and (selection := photos_from("path")):
            st.write(selection.fingerprint)

    opened = Count(monkeypatch, sources, "list_source")
    (tmp_path / "photo.jpg").write_bytes(example_photo("cat")[1])
    shown = {"here": True}
    app = run_app(page, shown=shown)
    app.text_input[0].set_value(str(tmp_path))
    click(app, "Open")
    before = came(app)
    for here in (False, True):
        shown["here"] = here
        rerun(app)
    assert (came(app), opened.since()) == (before, 1)


def test_a_folder_that_has_changed_is_listed_anew_when_it_is_asked_for(tmp_path):
    photos = tmp_path / "my photos"
    photos.mkdir()
    (photos / "a.jpg").write_bytes(example_photo("cat")[1])
    app = run_app(page, source="path")
    app.text_input[0].set_value(str(photos))
    click(app, "Open")
    first = came(app)
    (photos / "b.jpg").write_bytes(example_photo("palace")[1])
    assert came(rerun(app)) == first
    click(app, "Open")
    assert came(app).endswith(": a.jpg, b.jpg")
    assert came(app).split(":")[0] != first.split(":")[0]
    app.text_input[0].set_value(str(tmp_path / "my"))
    click(app, "Open")
    assert came(app) == "none"


@pytest.mark.parametrize(
    "text", ["~nouser-of-this-name/photos", "a\0b", "/dev/zero", "/nowhere", "x" * 5_000]
)
def test_what_is_no_folder_is_one_sentence(text):
    app = run_app(page, source="path")
    app.text_input[0].set_value(text)
    click(app, "Open")
    (warning,) = app.warning
    assert warning.value
    assert "Received: " not in warning.value
    assert len(warning.value) < 6_000
    assert came(app) == "none"


def test_a_file_that_is_too_large_is_a_sentence_and_is_not_read_whole(tmp_path):
    with (tmp_path / "huge.jpg").open("wb") as file:
        file.truncate(2**40)
    app = run_app(page, source="path")
    app.text_input[0].set_value(str(tmp_path / "huge.jpg"))
    click(app, "Open")
    assert came(app).endswith(": huge.jpg")
    with pytest.raises(BadData, match="Received: "):
        image_file(tmp_path / "huge.jpg").read_bytes()


def test_an_example_is_chosen_with_one_click():
    app = run_app(page, source="examples")
    for name in ("cat.jpg", "palace.jpg"):
        app.button(key=PhotoKey.EXAMPLE.of(name)).click()
        assert came(rerun(app)) == f"example {name}: {name}"
        assert came(rerun(app)) == f"example {name}: {name}"
    assert len(app.image) == len(list(EXAMPLE_PHOTOS_FOLDER.glob("*.jpg")))


def test_a_picture_of_the_camera_comes():
    jpeg = base64.b64encode(example_photo("cat")[1]).decode()
    app = run_app(page, source="camera")
    assert came(app) == "none"
    app.session_state[PhotoKey.CAMERA] = {"status": "ready", "picture": {"id": "1" * 16, "picture": jpeg}}
    rerun(app)
    assert came(rerun(app)) == f"{'1' * 16}: camera.jpg"


def test_a_picture_of_the_simpler_camera_comes():
    app = click(run_app(page, source="camera"), "No camera appears here? Use a simpler one")
    app.camera_input[0].set_value(("shot.jpg", example_photo("cat")[1], "image/jpeg"))
    assert came(rerun(app)).endswith(": shot.jpg")


def test_too_many_are_refused(monkeypatch):
    monkeypatch.setattr(sources, "MAX_PHOTOS", 1)
    app = run_app(page, source="files")
    app.file_uploader[0].set_value(jpegs("palace", "cat"))
    assert "Choose at most 1 photos at once." in texts(rerun(app))
    assert came(app) == "none"
