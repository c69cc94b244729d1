"""The figures in `docs/security.md` are the limits that the code enforces."""

import re

import pytest

from api import bodies, limits
from core.bundles import flatbuffer, sandbox
from core.datasets import json_labels, label_tables, readers, source_file, stroke_files, zip_files
from core.distributed import listing, plan
from core.preprocessing import (
    decode,
    decoder_process,
    decoding_budget,
    jpeg_container,
    strokes,
    tiff_container,
)
from core.preprocessing.container import MAX_PIECES
from core.storage import json_values
from core.workers import probe
from tests.conftest import ROOT
from widgets.server import uploads

PAGE = " ".join((ROOT / "docs" / "security.md").read_text(encoding="utf-8").split())
MB, GB = 2**20, 2**30
FIGURES = {
    "at most 64 MB, 50 megapixels": (decode.MAX_BYTES / MB, decode.MAX_PIXELS / 1e6),
    "200 for JPEG": (decode.MAX_JPEG_PIXELS / 1e6,),
    "sides at most 60 to 1": (decode.MAX_RATIO, 1),
    "100,000 chunks": (MAX_PIECES,),
    "64 scans": (jpeg_container.MAX_SCANS,),
    "1,000 entries of a TIFF": (tiff_container.MAX_ENTRIES,),
    "budget of 340 MB": (decoding_budget.MAX_BYTES_IN_FLIGHT / 1e6,),
    "longer than 4 s": (decoding_budget.MAX_WAIT_SECONDS,),
    "ended after 8 s of processor time, or 30 s in all, and may take 700 MB": (
        decoder_process.MAX_CPU_SECONDS,
        decoder_process.MAX_SECONDS,
        decoder_process.MAX_MEMORY_BYTES / MB,
    ),
    "regular files only, at most 100,000": (source_file.MAX_FILES,),
    "(20 MB, in zip64 too)": (zip_files.MAX_DIRECTORY_BYTES / 1e6, 64),
    "entries (100,000), what they unpack to (16 GB) and the ratio (200)": (
        source_file.MAX_FILES,
        source_file.MAX_TOTAL_BYTES / GB,
        source_file.MAX_COMPRESSION_RATIO,
    ),
    "at most 16 MB and 500,000 rows": (label_tables.MAX_TABLE_BYTES / MB, json_labels.MAX_ROWS),
    "JSON of them 8 MB and 1,000,000 values": (json_labels.MAX_JSON_BYTES / MB, json_values.MAX_JSON_VALUES),
    "once 50 or 64 MB of them": (readers.MAX_TABLES, readers.MAX_TABLES_BYTES / MB),
    "paths of at most 4,096 bytes, 10,000 files a shard, 1,000,000,000 a job": (
        listing.MAX_NAME_BYTES,
        plan.MAX_FILES_PER_SHARD,
        listing.MAX_FILES,
    ),
    "lines of at most 4 MB and 1,000,000 values": (
        stroke_files.MAX_LINE_BYTES / MB,
        json_values.MAX_JSON_VALUES,
    ),
    "2,000 strokes and 50,000 points a drawing": (strokes.MAX_STROKES, strokes.MAX_POINTS),
    "1,000,000 blank lines, 50,001 drawings, 1,000,000 strokes, 20,000,000 points and 1 GB unpacked": (
        stroke_files.MAX_BLANK_LINES,
        stroke_files.MAX_DRAWINGS,
        stroke_files.MAX_TOTAL_STROKES,
        stroke_files.MAX_TOTAL_POINTS,
        stroke_files.MAX_UNPACKED_BYTES / GB,
    ),
    "A body may have 64 MB, or 500 MB with a zip, and JSON 1,000,000 values; 64 requests and 192 MB": (
        limits.MAX_PREDICT_BYTES / MB,
        limits.MAX_TRAIN_BYTES / MB,
        json_values.MAX_JSON_VALUES,
        limits.MAX_REQUESTS,
        limits.MAX_BODIES_BYTES / MB,
    ),
    "longer than 10 s to begin": (bodies.PATIENCE_SECONDS,),
    "and 5,000 files, all visitors together": (uploads.MAX_FILES,),
    "of at most 5,000 operations, 1 GB and 8 billion multiplications": (
        flatbuffer.MAX_OPERATORS,
        flatbuffer.MAX_TOTAL_BYTES / GB,
        flatbuffer.MAX_MULTIPLY_ADDS / 1e9,
    ),
    "at most 1 s each, in a process of its own with limits on memory (3 GB), processor time (30 s)": (
        probe.MAX_PICTURE_SECONDS,
        probe.MAX_MEMORY_BYTES / GB,
        sandbox.MAX_CPU_SECONDS,
    ),
}


@pytest.mark.parametrize("words", FIGURES)
def test_a_figure_is_the_one_that_is_held(words):
    assert words in PAGE
    stated = [float(number.replace(",", "")) for number in re.findall(r"\d[\d,]*", words)]
    assert stated == list(FIGURES[words])


def test_as_many_sessions_as_stated_may_be_full():
    assert uploads.MAX_SESSIONS_FULL == 4
    assert "all visitors together four times as much" in PAGE
