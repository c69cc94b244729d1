"""Questions to networks: the bodies of `POST predict`, as JSON or as a form with files."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Request
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from starlette.datastructures import FormData, UploadFile

from api.bodies import FORM, JSON, media_type, neither_json_nor_form, read_form
from api.limits import MAX_ANSWERS, MAX_NETWORKS, MAX_PICTURES, MAX_TOP
from api.named_once import fields_of_form, fields_of_json, text_of
from api.pictures import source_of_drawing, source_of_file, source_of_text
from api.problems import Refusal
from core.preprocessing.image_source import ImageSource
from core.storage.validation import as_whole_number, first_fault

_MAX_FIELD_BYTES = 2**10


_Name = Annotated[str, Field(max_length=100)]
_Top = Annotated[
    int,
    Field(ge=1, le=MAX_TOP, description="How many classes of each network."),
    BeforeValidator(as_whole_number),
]
_HeatMap = Annotated[
    bool, Field(description="Whether to show where each network looked for its most likely class.")
]
_Names = Annotated[
    list[_Name],
    Field(
        min_length=1, max_length=MAX_NETWORKS, description="Names of networks, as `GET models` lists them."
    ),
]
_Items = Annotated[list[Any], Field(min_length=1, max_length=MAX_PICTURES)]


class PredictRequest(BaseModel):
    """Pictures or drawings, and the networks to ask. Give either `images` or `drawings`."""

    model_config = ConfigDict(
        strict=True,
        extra="forbid",
        json_schema_extra={"oneOf": [{"required": ["images"]}, {"required": ["drawings"]}]},
    )

    models: _Names
    images: _Items = Field(
        default_factory=list,
        description="Image files, each as base64 or as a data URL. One that cannot be read is answered with "
        "an error in its place.",
        examples=[["iVBORw0KGgo...", "data:image/jpeg;base64,/9j/4AAQ..."]],
    )
    drawings: _Items = Field(
        default_factory=list,
        description="Drawings as in Quick, Draw! files: each is a list of strokes, and a stroke a list of x "
        "values and a list of y values.",
        examples=[[[[[10, 90, 50], [10, 10, 90]]]]],
    )
    top: _Top = 5
    heat_map: _HeatMap = False


class PredictForm(BaseModel):
    """Image files in fields called `images`, and the networks to ask."""

    model_config = ConfigDict(extra="forbid")

    models: _Names
    top: _Top = 5
    heat_map: _HeatMap = False


@dataclass(frozen=True)
class Question:
    """Pictures or drawings, and the networks to ask.

    Attributes:
        models: Names of the networks.
        sources: The pictures or drawings, none of which has been read yet.
        top: Number of classes to return for each network.
        heat_map: Whether to show where each network looked.
    """

    models: tuple[str, ...]
    sources: Sequence[ImageSource]
    top: int
    heat_map: bool


async def read_question(request: Request) -> "bytes | FormData":
    """Receives the body of a request, which `question_of` then parses.

    Args:
        request: The request, with a bounded body.

    Raises:
        Refusal: If the body is neither JSON nor a form that can be read, or exceeds its limits.
    """
    kind = media_type(request)
    if kind == JSON:
        return await request.body()
    if kind == FORM:
        return await read_form(request, MAX_PICTURES, MAX_NETWORKS + 2, _MAX_FIELD_BYTES)
    raise neither_json_nor_form(request)


def question_of(body: "bytes | FormData") -> Question:
    """Parses the body of a request, which may take a while if it is large.

    Args:
        body: The body as returned by `read_question`.

    Raises:
        Refusal: If a field is missing, unknown, out of range or given twice, or there are too many answers.
    """
    question = _of_json(body) if isinstance(body, bytes) else _of_form(body)
    if len(question.sources) * len(question.models) > MAX_ANSWERS:
        raise Refusal(
            422,
            f"One request may ask for {MAX_ANSWERS} answers: pictures times networks. Ask in several. "
            f"Received: {len(question.sources)} times {len(question.models)}",
        )
    return question


def _of_json(body: bytes) -> Question:
    try:
        asked = fields_of_json(PredictRequest, body)
    except ValidationError as error:
        raise _invalid(error) from error
    if bool(asked.images) == bool(asked.drawings):
        received = "both" if asked.images else "neither"
        raise Refusal(422, f"Give either images or drawings. Received: {received}")
    sources = [source_of_text(image, f"images[{index}]") for index, image in enumerate(asked.images)]
    sources += [
        source_of_drawing(drawing, f"drawings[{index}]") for index, drawing in enumerate(asked.drawings)
    ]
    return Question(tuple(dict.fromkeys(asked.models)), sources, asked.top, asked.heat_map)


def _of_form(form: FormData) -> Question:
    files = [value for name, value in form.multi_items() if name == "images"]
    fields = fields_of_form(form, without=("images", "models"))
    fields["models"] = [text_of(value) for value in form.getlist("models")]
    try:
        asked = PredictForm.model_validate(fields)
    except ValidationError as error:
        raise _invalid(error) from error
    if not files:
        raise Refusal(422, "Send at least one file in a field called images. Received: none")
    sources = [
        source_of_file(file.file, file.filename or f"images[{index}]")
        if isinstance(file, UploadFile)
        else source_of_text(file, f"images[{index}]")
        for index, file in enumerate(files)
    ]
    return Question(tuple(dict.fromkeys(asked.models)), sources, asked.top, asked.heat_map)


def _invalid(error: ValidationError) -> Refusal:
    return Refusal(422, f"This request cannot be answered: {first_fault(error)}")
