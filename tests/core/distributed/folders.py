"""Folders of small pictures and drawings, good and bad, and the tables made from them."""

from pyarrow import parquet

from core.distributed.predicting import predict_to_tables
from core.preprocessing.example_drawings import example_drawing
from core.preprocessing.quickdraw_format import write_stroke_line
from tests.core.pictures_for_tests import file_of, ink_of

NETWORK = "digits-simple"
BROKEN = ("cut.png", "text.png", "a/program.exe", "a/.hidden.png")
# As sitecustomize.py, this code runs first in every Python: decoding a picture of this size then crashes.
CRASH_PX = (61, 77)
CRASH = f"""
import os, signal
from PIL import Image
def open_or_crash(*args, _open=Image.open, **options):
    image = _open(*args, **options)
    if image.size == {CRASH_PX}:
        os.kill(os.getpid(), signal.SIGKILL)
    return image
Image.open = open_or_crash
"""


def write_digits(folder, count=6):
    """Writes pictures of digits into a folder and a folder inside it; returns their paths in order."""
    paths = []
    for index in range(count):
        name, _ = example_drawing("digits", index)
        path = folder / ("a" if index % 2 else ".") / f"{index:03}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(file_of(255 - ink_of(name, line_width=8 + index // 10)))
        paths.append(path)
    return sorted(map(str, paths))


def write_broken(folder):
    """Writes files that cannot be read, and files that nobody would look for among pictures."""
    (folder / "a").mkdir(parents=True, exist_ok=True)
    (folder / "cut.png").write_bytes(file_of(255 - ink_of("3"))[:60])
    (folder / "text.png").write_text("no picture")
    (folder / "a" / "program.exe").write_bytes(b"MZ")
    (folder / "a" / ".hidden.png").write_bytes(b"")
    (folder / "readme.txt").write_text("nobody looks for this")
    (folder / ".DS_Store").write_bytes(b"nor for this")


def write_strokes(path):
    """Writes a stroke file with ten drawings; the fourth one is broken."""
    lines = [write_stroke_line(example_drawing("digits", index)[1]) for index in range(10)]
    lines[3] = "{broken\n"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(lines))


def tables(shipped, places, out, **options):
    """Runs a job on this machine; returns its result, its answers and its errors."""
    result = predict_to_tables(shipped.get(NETWORK), list(map(str, places)), str(out), 3, **options)
    return result, *read(out)


def read(out):
    """Reads a job's tables of answers and errors as rows."""
    return [parquet.read_table(f"{out}/{name}").to_pylist() for name in ("answers", "errors")]


def placed(rows):
    """The file and index that each row belongs to."""
    return [(row["file"], row["index"]) for row in rows]
