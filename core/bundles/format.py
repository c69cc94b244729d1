"""The bundle format in constants: its files, its limits, and the values that a card may hold."""

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
# Says that a bundle came from outside. We write it, no bundle brings it along, and no export takes it away.
ORIGIN = "origin.json"
MAX_CARD_BYTES = 1024 * 1024
MAX_FILE_BYTES = 512 * 1024 * 1024
# At 1.0, hardly anything would ever be answered.
MAX_LEAST_CONFIDENCE = 0.999
MAX_CLASSES = 20_000
MAX_TITLE_LETTERS = 200
MAX_TEXT_LETTERS = 2_000
MAX_ENTRIES = 100
# Architectures that had another name in version 0.1, which cards may still give.
FORMER_NAMES = {"digits-vote": "digits-ensemble"}
# Networks that shipped once, which commands and addresses may still name, and those that took their place.
SUCCESSORS = {"digits-vote": "digits-deep", "digits-ensemble": "digits-deep"}
_DATE_LETTERS = len("2026-11-21")


class CardPart(BaseModel):
    """What every part of a card has in common: finite numbers, no conversions, and nothing that changes.

    Unknown names are ignored on reading, so that a later version may add some, and none of their values is
    ever shown or trusted. On writing they are forbidden: there they could only be a slip.
    """

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, allow_inf_nan=False)


class OneOf:
    """Annotates a text that must be one of several."""

    def __init__(self, options: Iterable[str]) -> None:
        self._options = tuple(options)

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> Any:
        return handler.generate_schema(Literal[self._options])


def _list_to_tuple(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _text_to_date(value: Any) -> Any:
    # Only the long form: `fromisoformat` would also read "20261121" and weeks.
    if not isinstance(value, str) or len(value) != _DATE_LETTERS or "W" in value:
        return value
    return date.fromisoformat(value)


def _entry_for_each_file(values: Mapping[str, Any]) -> Mapping[str, Any]:
    if set(values) != set(FILES):
        raise ValueError(f"should have one entry for each of {', '.join(FILES)}")
    return values


# JSON knows no tuples and no dates; in all else a value must have its type, and is never converted.
AsTuple = BeforeValidator(_list_to_tuple)
ForEachFile = AfterValidator(_entry_for_each_file)
FILES_SCHEMA = Field(json_schema_extra={"required": list(FILES), "propertyNames": {"enum": list(FILES)}})
AtMostSome = Field(max_length=MAX_ENTRIES)
Day = Annotated[date, BeforeValidator(_text_to_date)]
Name = Annotated[str, StringConstraints(pattern=FOLDER_NAME_PATTERN)]
Text = Annotated[str, StringConstraints(min_length=1, max_length=MAX_TITLE_LETTERS)]
LongText = Annotated[str, StringConstraints(max_length=MAX_TEXT_LETTERS)]
Command = Annotated[str, StringConstraints(min_length=1, max_length=MAX_TEXT_LETTERS)]
Sha256 = Annotated[str, StringConstraints(pattern="^[0-9a-f]{64}$")]
FileSize = Annotated[int, Field(ge=0, le=MAX_FILE_BYTES)]
Share = Annotated[float, Field(ge=0, le=1)]
Count = Annotated[int, Field(ge=0, le=10**12)]
Side = Annotated[int, Field(ge=1, le=4096)]
Pixels = Annotated[float, Field(ge=-100_000, le=100_000)]
Step = Annotated[float, Field(ge=0.001, le=100_000)]
Milliseconds = Annotated[float, Field(gt=0, le=1e7)]
Difference = Annotated[float, Field(ge=0, le=1e9)]
# Wide enough for everything that is fitted, and so narrow that no logit overflows.
Temperature = Annotated[float, Field(ge=1e-3, le=1e3)]
Energy = Annotated[float, Field(ge=-1e12, le=1e12)]
Correlation = Annotated[float, Field(ge=-1, le=1)]
