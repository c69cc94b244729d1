"""Reads labels from a file that is one JSON value, as scripts and labelling programs write them."""

import json
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import islice
from typing import Any

from core.datasets.text_encoding import decoded
from core.preprocessing.decode import EXTENSIONS
from core.storage.json_values import has_too_many_values

MAX_ROWS = 500_000
# Number of rows from which the meaning of the columns is found.
SAMPLE_ROWS = 1_000
# A JSON value is parsed as a whole, in memory.
MAX_JSON_BYTES = 8 * 2**20
MAX_CELL_CHARACTERS = 1_000
_MAX_KEYS = 100
_SUFFIXES = tuple(EXTENSIONS)


def json_value(content: bytes) -> Iterator[list[str]]:
    """Yields the rows of cells of a file that is one JSON value; none if it is not, or is too large.

    The value may map files to classes or to objects, or classes to lists of files. It may also be a list of
    objects or of lists, hold one of these inside an object, or have images, annotations and categories as in
    COCO.

    Args:
        content: The bytes of the file.

    Source: https://cocodataset.org/#format-data, "Object Detection".
    """
    if len(content) > MAX_JSON_BYTES or has_too_many_values(text := decoded(content)):
        return
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return
    if isinstance(value, dict):
        yield from _of_coco(value) if "annotations" in value and "images" in value else _of_object(value)
    elif isinstance(value, list):
        yield from _of_list(value)


def json_lines(objects: Callable[[], Iterable[dict[str, Any]]]) -> Iterator[list[str]]:
    """Yields the keys of the first objects as headings, and then the values of each object.

    Args:
        objects: Returns an iterable over the objects from the first one on; called twice.
    """
    found = dict.fromkeys(key for content in islice(objects(), SAMPLE_ROWS) for key in content)
    headings = {key: column for column, key in enumerate(islice(found, _MAX_KEYS))}
    if headings:
        yield list(headings)
        for content in islice(objects(), MAX_ROWS):
            cells = [""] * len(headings)
            for key in content.keys() & headings.keys():
                cells[headings[key]] = _cell(content[key])
            yield cells


def _of_object(value: dict[str, Any]) -> Iterator[list[str]]:
    lists = [inner for inner in value.values() if _are_rows(inner)]
    objects = {key: inner for key, inner in value.items() if isinstance(inner, dict)}
    has_files = any(map(_is_file, value))
    if len(lists) == 1 and not has_files:
        yield from _of_list(lists[0])
    elif len(objects) == 1 and not has_files:
        yield from _by_name(next(iter(objects.values())))
    else:
        yield from _by_name(value)


def _by_name(value: dict[str, Any]) -> Iterator[list[str]]:
    """Yields rows for an object that maps files to values, or classes to lists of files."""
    objects = {key: inner for key, inner in value.items() if isinstance(inner, dict)}
    files_of = {
        key: inner for key, inner in value.items() if isinstance(inner, list) and any(map(_is_file, inner))
    }
    if objects:
        # The key comes last, so that a file name within the inner object takes precedence over it.
        yield from json_lines(lambda: ({**inner, "": key} for key, inner in objects.items()))
    elif files_of:
        rows = ([_cell(file), key] for key, files in files_of.items() for file in files)
        yield from islice(rows, MAX_ROWS)
    else:
        # Where some keys are files, the others are metadata, such as what a phone records of a picture.
        has_files = any(map(_is_file, value))
        pairs = ((key, _cell(inner)) for key, inner in value.items() if _is_file(key) or not has_files)
        yield from ([key, label] for key, label in islice(pairs, MAX_ROWS) if label and not _is_file(label))


def _of_list(value: list[Any]) -> Iterator[list[str]]:
    found = [one for one in value if isinstance(one, dict)]
    yield from json_lines(partial(iter, found))
    if not found:
        rows = (one for one in value if isinstance(one, list))
        yield from (list(map(_cell, row[:_MAX_KEYS])) for row in islice(rows, MAX_ROWS) if row)


def _of_coco(value: dict[str, Any]) -> Iterator[list[str]]:
    """Yields a file and a class for each annotation; a picture with several classes gets several rows."""
    files = _by_id(value["images"], "file_name", "id")
    classes = _by_id(value.get("categories"), "name", "id")
    for picture, category in islice(_pairs(value["annotations"], "image_id", "category_id"), MAX_ROWS):
        if picture in files and category in classes:
            yield [files[picture], classes[category]]


def _by_id(objects: Any, name: str, number: str) -> dict[str, str]:
    return dict(_pairs(objects, number, name))


def _pairs(objects: Any, first: str, second: str) -> Iterator[tuple[str, str]]:
    """Yields two values, as text, of each object in a list that has both; nothing if it is not a list."""
    for one in objects if isinstance(objects, list) else ():
        if isinstance(one, dict) and (pair := (_cell(one.get(first)), _cell(one.get(second)))) and all(pair):
            yield pair


def _are_rows(value: Any) -> bool:
    return isinstance(value, list) and any(isinstance(one, dict | list) for one in value)


def _is_file(value: Any) -> bool:
    return _cell(value).lower().endswith(_SUFFIXES)


def _cell(value: Any) -> str:
    """Returns a text or number, also one that is alone in a list, as a cell; empty for anything else."""
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    return str(value)[:MAX_CELL_CHARACTERS] if isinstance(value, str | int | float) else ""
