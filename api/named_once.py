"""Fields of requests, each of which may be given once: of two, some parsers use the first, some the last."""

import codecs
import json
import re
from collections.abc import Iterable
from itertools import islice
from typing import Any, TypeVar

from pydantic import BaseModel
from starlette.datastructures import FormData, UploadFile

from api.problems import Refusal
from core.storage.json_values import MAX_JSON_VALUES, count_json_values
from core.storage.received import unquoted

_Model = TypeVar("_Model", bound=BaseModel)
# The end of a name in JSON. A text may contain it as well, but that of a data URL does not.
_END_OF_NAME = re.compile(rb'"[ \t\r\n]*:')
# Listing what is wrong with each of a million unknown fields would take seconds, and 50 times their memory.
_MAX_NAMES = 10_000


def fields_of_json(kind: type[_Model], body: bytes) -> _Model:
    """Reads a JSON object whose fields hold no objects.

    Args:
        kind: The model that the object must match.
        body: The JSON, which may begin with a byte order mark, as files of some Windows programs do.

    Raises:
        ValidationError: If the object does not match the model.
        Refusal: If a field is given twice, or there are far too many fields or values.
    """
    body = body.removeprefix(codecs.BOM_UTF8)
    if (values := count_json_values(body)) > MAX_JSON_VALUES:
        raise Refusal(
            422,
            f"This JSON has too many values: send at most {MAX_JSON_VALUES:,} in one request. "
            f"Received: about {values:,}",
        )
    names = sum(1 for _ in islice(_END_OF_NAME.finditer(body), _MAX_NAMES + 1))
    if names > _MAX_NAMES:
        raise Refusal(
            422, f"This JSON has too many fields; see /api/docs. Received: more than {_MAX_NAMES:,}"
        )
    asked = kind.model_validate_json(body)
    # A second parser takes longer than the first, so it runs only if there may be more names than fields.
    if names > len(asked.model_fields_set):
        json.loads(body, object_pairs_hook=fields_of_pairs)
    return asked


def fields_of_form(form: FormData, without: Iterable[str] = ()) -> dict[str, Any]:
    """Returns the fields of a form, with the words "a file" in place of each file.

    Args:
        form: The form.
        without: Names of fields to leave out: those that may be given more than once.

    Raises:
        Refusal: If any other field is given twice.
    """
    left_out = set(without)
    return fields_of_pairs(
        [(name, text_of(value)) for name, value in form.multi_items() if name not in left_out]
    )


def text_of(value: UploadFile | str) -> str:
    """Returns the text of a form field, or the words "a file" in place of a file."""
    return "a file" if isinstance(value, UploadFile) else value


def fields_of_pairs(pairs: list[tuple[str, Any]], kind: str = "field") -> dict[str, Any]:
    """Returns fields by name.

    Args:
        pairs: The name and the value of each field.
        kind: What the fields are called in messages.

    Raises:
        Refusal: If a field is given twice.
    """
    fields: dict[str, Any] = {}
    for name, value in pairs:
        if name in fields:
            received = unquoted(name) or f"a {kind} without a name"
            raise Refusal(422, f"Give each {kind} once. Received: {received} more than once")
        fields[name] = value
    return fields
