"""Fields of requests, each given once: of two, some readers take the first, and some the last."""

import json
from collections.abc import Iterable
from typing import Any, TypeVar

from pydantic import BaseModel
from starlette.datastructures import FormData, UploadFile

from api.problems import Refusal
from core.storage.received import unquoted

_Model = TypeVar("_Model", bound=BaseModel)


def fields_of_json(kind: type[_Model], body: bytes) -> _Model:
    """Reads an object whose fields hold no objects.

    Args:
        kind: What it must be.
        body: The JSON.

    Raises:
        ValidationError: If it is something else.
        Refusal: If it names a field twice.
    """
    asked = kind.model_validate_json(body)
    # A second reader would take longer than the first, and nearly never finds anything.
    if body.count(b":") > len(asked.model_fields_set):
        json.loads(body, object_pairs_hook=_fields_of_pairs)
    return asked


def fields_of_form(form: FormData, without: Iterable[str] = ()) -> dict[str, Any]:
    """Returns fields of a form, with a word in place of each file, as which it can be shown.

    Args:
        form: The form.
        without: Which fields are left out: those that may come more than once.

    Raises:
        Refusal: If another one comes twice.
    """
    left_out = set(without)
    return _fields_of_pairs(
        [(name, text_of(value)) for name, value in form.multi_items() if name not in left_out]
    )


def text_of(value: UploadFile | str) -> str:
    """Returns a field of a form, or a word in place of a file."""
    return "a file" if isinstance(value, UploadFile) else value


def _fields_of_pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    for name, value in pairs:
        if name in fields:
            raise Refusal(422, f"Give each field once. Received: {unquoted(name)} more than once")
        fields[name] = value
    return fields
