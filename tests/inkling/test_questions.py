"""Every form of question leads to the same pixels; anything else is refused in one sentence."""

import zipfile

import numpy as np
import pytest
from PIL import Image

from core.errors import BadData, BadDrawing, BadRequest, InklingError, UnreadablePicture
from core.preprocessing.example_drawings import example_drawing
from core.preprocessing.quickdraw_format import to_quickdraw, write_stroke_line
from inkling.questions import is_one, source_of, sources_of
from tests.core.pictures_for_tests import file_of

PIXELS = np.random.default_rng(3).integers(0, 256, (30, 40, 3), dtype=np.uint8)
DRAWING = to_quickdraw(example_drawing("digits", 4)[1])


@pytest.fixture
def path(tmp_path):
    (tmp_path / "noise.png").write_bytes(file_of(PIXELS))
    return tmp_path / "noise.png"


@pytest.mark.parametrize(
    "form",
    [
        str,
        lambda path: path,
        lambda path: path.read_bytes(),
        Image.open,
        lambda path: PIXELS,
        lambda path: PIXELS / 255,
    ],
    ids=["text", "path", "bytes", "PIL", "array", "floats"],
)
def test_every_form_of_a_picture_has_the_same_pixels(path, form):
    asked = form(path)
    assert is_one(asked)
    np.testing.assert_array_equal(source_of(asked).content().pixels[..., :3], PIXELS)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "CMYK", "YCbCr", "F", "I", "I;16", "La"])
def test_a_picture_may_have_any_mode(mode):
    pixels = source_of(Image.new(mode, (20, 30))).content().pixels
    assert pixels.shape[:2] == (30, 20)


def test_gray_arrays_and_alpha_are_read():
    gray = PIXELS[..., 0]
    for array in (gray, gray[..., None], np.dstack([gray, gray, gray])):
        np.testing.assert_array_equal(source_of(array).content().pixels[..., 0], gray)
    assert source_of(np.dstack([PIXELS, gray])).content().pixels.shape == (30, 40, 4)


def test_a_picture_is_turned_as_its_camera_says():
    sideways = Image.fromarray(PIXELS)
    sideways.getexif()[0x0112] = 6
    assert source_of(sideways).content().pixels.shape == (40, 30, 3)


def test_a_drawing_is_one_question_and_stays_strokes():
    assert is_one(DRAWING)
    for stroke, (x, y) in zip(source_of(DRAWING).content(), DRAWING, strict=True):
        np.testing.assert_allclose(stroke, np.array([x, y]).T)


def test_a_drawing_is_quoted_in_words_of_python():
    with pytest.raises(BadDrawing, match=r"all of them numbers\. Received: None$"):
        source_of([*DRAWING, None]).content()
    with pytest.raises(BadDrawing, match=r"numbers between .* Received: \[\[nan\], \[2\]\]$"):
        source_of([[[float("nan")], [2]]]).content()


@pytest.mark.parametrize(
    ("asked", "error"),
    [
        (np.zeros((0, 4), np.uint8), UnreadablePicture),
        (np.uint8(7), UnreadablePicture),
        ("missing.png", BadData),
        (7, BadRequest),
        (None, BadRequest),
        ({"picture": 1}, BadRequest),
        ([[[1, float("nan")], [2, 3]]], InklingError),
        (b"no picture", UnreadablePicture),
    ],
)
def test_anything_else_is_refused_in_a_sentence(asked, error):
    with pytest.raises(error, match="Received: "):
        source_of(asked).content()


def test_folders_archives_and_stroke_files_are_many(path, tmp_path):
    folder = tmp_path / "class"
    folder.mkdir()
    path.rename(folder / "noise.png")
    (folder / "notes.txt").write_text("no picture")
    with zipfile.ZipFile(tmp_path / "toys.zip", "w") as archive:
        archive.write(folder / "noise.png", "a/noise.png")
    (tmp_path / "drawings.ndjson").write_text(write_stroke_line(example_drawing("digits", 4)[1]) * 3)
    for asked, count in ((folder, 1), (tmp_path / "toys.zip", 1), (str(tmp_path / "drawings.ndjson"), 3)):
        assert not is_one(asked)
        sources, _ = sources_of(asked)
        assert len(list(sources)) == count


def test_of_a_list_a_bad_one_does_not_end_the_others(path):
    asked = [path, DRAWING, 7, "missing.png", b""]
    assert not is_one(asked)
    sources = list(sources_of(asked)[0])
    assert [source.name for source in sources][:3] == ["noise.png", "picture 2", "picture 3"]
    outcomes = []
    for source in sources:
        try:
            outcomes.append(type(source.content()).__name__)
        except InklingError as error:
            outcomes.append(type(error).__name__)
    assert outcomes == ["Picture", "list", "BadRequest", "BadData", "UnreadablePicture"]


def test_an_empty_folder_and_no_path_are_refused(tmp_path):
    with pytest.raises(BadData):
        sources_of(tmp_path)
    with pytest.raises(BadRequest):
        sources_of(7)
