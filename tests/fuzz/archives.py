"""Damaged zips and tars: every compression, format and encoding of names, listed and read as a data set."""

import io
import tarfile
import tempfile
import zipfile
from pathlib import Path
from random import Random

from core.datasets.readers import list_source
from core.errors import InklingError
from tests.core.pictures_for_tests import file_of, ink_of
from tests.fuzz.mutators import mutate, splice

CASES_IN_TESTS = 200
PNG = file_of(ink_of("7", 28))
_NAMES = (
    "set/ants/1.png", "set/bees/2.png", "set/train/ants/3.png", "set/test/bees/4.png", "cover.png",
    "../out.png", "a\\b.png", "K\u00e4fer/5.png", "\u732b/6.png", "labels.csv", "metadata.jsonl", "x.ndjson",
    "__MACOSX/._a.png", "n" * 300 + ".png", "a//b.png", "./c/d.png",
)  # fmt: skip
_CONTENTS = (
    PNG,
    PNG,
    b"",
    b"file,label\n1.png,ant\n",
    b'{"word": "cat", "drawing": [[[0, 5], [0, 5]]]}\n',
    b"x" * 700,
)
_PACKINGS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA)


def make_case(random: Random) -> bytes:
    """Makes a zip or a tar of up to eight files, in most cases damaged in one to four ways."""
    case = _made(random)
    if random.random() < 0.15:
        case = splice(case, _made(random), random)
    return mutate(case, random) if random.random() < 0.85 else case


def attempt(case: bytes) -> None:
    """Lists the archive and reads each picture; an unreadable picture is a valid outcome."""
    name = "case.zip" if case.startswith(b"PK") else "case.tar.gz"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(case)
        for source in list_source(path).labelled().sources:
            try:
                source.read()
            except InklingError:
                continue


def _made(random: Random) -> bytes:
    files = [(random.choice(_NAMES), random.choice(_CONTENTS)) for _ in range(random.randint(1, 8))]
    return _zip_of(files, random) if random.random() < 0.6 else _tar_of(files, random)


def _zip_of(files: list[tuple[str, bytes]], random: Random) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        # `zipfile` warns about duplicate names.
        for name, content in dict(files).items():
            entry = zipfile.ZipInfo(name, (2026, 11, 26, 0, 0, 0))
            entry.compress_type = random.choice(_PACKINGS)
            archive.writestr(entry, content)
    return file.getvalue()


def _tar_of(files: list[tuple[str, bytes]], random: Random) -> bytes:
    file = io.BytesIO()
    form = random.choice((tarfile.GNU_FORMAT, tarfile.PAX_FORMAT))
    with tarfile.open(fileobj=file, mode=f"w:{random.choice(('', '', 'bz2', 'xz'))}", format=form) as archive:
        for name, content in files:
            member = tarfile.TarInfo(name)
            member.size = len(content)
            member.type = random.choice((tarfile.REGTYPE,) * 9 + (tarfile.SYMTYPE,))
            archive.addfile(member, io.BytesIO(content))
    return file.getvalue()
