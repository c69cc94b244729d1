"""Constants of the bundle format: its files, its limits, and the values that a card may hold."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    StringConstraints,
)

from core.storage.names import FOLDER_NAME_PATTERN

FORMAT = 1
CARD = "card.json"
MODEL = "model.tflite"
FILES = (
    "labels.txt",
    MODEL,
    "weights.safetensors",
    "history.csv",
    "evaluation.safetensors",
    "examples.png",
)
# Marks a bundle that came from outside. Only Inkling writes this file: it is neither imported nor exported.
ORIGIN = "origin.json"
MAX_CARD_BYTES = 1024 * 1024
MAX_FILE_BYTES = 512 * 1024 * 1024
# At 1.0, hardly anything would ever be answered.
MAX_LEAST_CONFIDENCE = 0.999
MAX_CLASSES = 20_000
MAX_TITLE_CHARACTERS = 200
MAX_TEXT_CHARACTERS = 2_000
MAX_ENTRIES = 100
# Names that architectures had in version 0.1, which cards may still use, and their names now.
FORMER_NAMES = {"digits-vote": "digits-ensemble"}
# Networks that used to be shipped, which commands and addresses may still name, and their successors.
SUCCESSORS = {"digits-vote": "digits-deep", "digits-ensemble": "digits-deep"}
_DATE_CHARACTERS = len("2026-11-21")


class CardPart(BaseModel):
    """The base class of every part of a card: immutable, without infinite numbers and without conversions.

    Unknown names are ignored on reading, so that later versions may add some; their values are never shown
    or trusted. On writing, they are forbidden, since they could only be a mistake.
    """

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, allow_inf_nan=False)


class OneOf:
    """Annotation for a text that must be one of several options."""

    def __init__(self, options: Iterable[str]) -> None:
        self._options = tuple(options)

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> Any:
        return handler.generate_schema(Literal[self._options])


def _list_to_tuple(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _text_to_date(value: Any) -> Any:
    # Only the form "2026-11-21": `fromisoformat` would also accept "20261121" and weeks.
    if not isinstance(value, str) or len(value) != _DATE_CHARACTERS or "W" in value:
        return value
    return date.fromisoformat(value)


def _entry_for_each_file(values: Mapping[str, Any]) -> Mapping[str, Any]:
    if set(values) != set(FILES):
        raise ValueError(f"should have one entry for each of {', '.join(FILES)}")
    return values


# JSON has no tuples and no dates; all other values must have the right type, and are never converted.
AsTuple = BeforeValidator(_list_to_tuple)
ForEachFile = AfterValidator(_entry_for_each_file)
FILES_SCHEMA = Field(json_schema_extra={"required": list(FILES), "propertyNames": {"enum": list(FILES)}})
AtMostSome = Field(max_length=MAX_ENTRIES)
Day = Annotated[date, BeforeValidator(_text_to_date)]
Name = Annotated[str, StringConstraints(pattern=FOLDER_NAME_PATTERN)]
Text = Annotated[str, StringConstraints(min_length=1, max_length=MAX_TITLE_CHARACTERS)]
LongText = Annotated[str, StringConstraints(max_length=MAX_TEXT_CHARACTERS)]
Command = Annotated[str, StringConstraints(min_length=1, max_length=MAX_TEXT_CHARACTERS)]
Sha256 = Annotated[str, StringConstraints(pattern="^[0-9a-f]{64}$")]
FileSize = Annotated[int, Field(ge=0, le=MAX_FILE_BYTES)]
Share = Annotated[float, Field(ge=0, le=1)]
Count = Annotated[int, Field(ge=0, le=10**12)]
Side = Annotated[int, Field(ge=1, le=4096)]
Pixels = Annotated[float, Field(ge=-100_000, le=100_000)]
Step = Annotated[float, Field(ge=0.001, le=100_000)]
Milliseconds = Annotated[float, Field(gt=0, le=1e7)]
Difference = Annotated[float, Field(ge=0, le=1e9)]
# Wide enough for every fitted temperature, and narrow enough that no logit overflows.
Temperature = Annotated[float, Field(ge=1e-3, le=1e3)]
Energy = Annotated[float, Field(ge=-1e12, le=1e12)]
Correlation = Annotated[float, Field(ge=-1, le=1)]
