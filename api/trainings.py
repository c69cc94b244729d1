"""Requests for trainings: the bodies of `POST train`, and how they become runs and imports on disk."""

import zipfile
from pathlib import PurePosixPath
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.datastructures import FormData, UploadFile

from api.named_once import fields_of_form, fields_of_json
from api.problems import Refusal
from core.datasets.checks import require_trainable
from core.datasets.import_records import ImportRequest, NextTraining
from core.datasets.listing import title_of
from core.datasets.picture_imports import start_import
from core.datasets.store import read_data_set
from core.datasets.uploads import write_file
from core.storage.names import clean_label
from core.storage.validation import first_fault
from core.training.presets import chosen_backbone, suggest
from core.training.request import Strategy
from core.training.runs import start_run

_Title = Annotated[
    str, Field(max_length=200, description="What the network is called; by default, that of the data.")
]
_Strategy = Annotated[
    Strategy | None,
    Field(
        description="`head`: a new last layer on a trained network; `tune`: its last blocks too; `scratch`: "
        "all layers. By default, whatever suits the data."
    ),
]
_Backbone = Annotated[
    str | None,
    Field(
        max_length=100,
        description="The network to build on, except with `scratch`; by default the best one.",
    ),
]
_Effort = Annotated[
    Literal["quick", "normal", "careful"],
    Field(description="How many variations of each picture are used; no effect with `scratch`."),
]


class TrainRequest(BaseModel):
    """A training on a data set that is on this machine."""

    model_config = ConfigDict(strict=True, extra="forbid")

    data_set: str = Field(max_length=200, description="Name of the data set, as `GET datasets` lists it.")
    title: _Title = ""
    strategy: _Strategy = None
    backbone: _Backbone = None
    effort: _Effort = "normal"


class TrainForm(BaseModel):
    """A training on a zip with a folder of pictures for each class, sent in a field called `file`."""

    model_config = ConfigDict(extra="forbid")

    title: _Title = ""
    strategy: _Strategy = None
    backbone: _Backbone = None
    effort: _Effort = "normal"
    kind: Annotated[
        Literal["photo", "ink"] | None,
        Field(
            description="Whether they are photos or drawings; by default, it is detected from the pictures."
        ),
    ] = None


def train_on_data_set(body: bytes) -> str:
    """Starts a training on a data set that is on this machine.

    Args:
        body: A `TrainRequest` as JSON.

    Returns:
        The run's name.

    Raises:
        Refusal: If the body is invalid.
        InklingError: If the data set is missing or too small, or the network to build on does not exist.
    """
    try:
        asked = fields_of_json(TrainRequest, body)
    except ValidationError as error:
        raise _invalid(error) from error
    data_set = read_data_set(asked.data_set)
    require_trainable(data_set)
    effort = asked.effort.capitalize()
    suggestion = suggest(data_set, asked.title, asked.strategy, asked.backbone, effort)
    return start_run(suggestion.request).name


def train_on_zip(form: FormData) -> str:
    """Starts to import the pictures of a zip; the training then starts by itself.

    Args:
        form: The zip, and fields as in `TrainForm`.

    Returns:
        The import's name, which can also be used as the id of the run.

    Raises:
        Refusal: If there is no zip, or a field is invalid.
        InklingError: If there is no room for the zip, or the network to build on does not exist.
    """
    upload = form.get("file")
    if not isinstance(upload, UploadFile):
        received = "none" if upload is None else "text, without a file name"
        raise Refusal(422, f"Send a zip as a file, in a field called file. Received: {received}")
    try:
        asked = TrainForm.model_validate(fields_of_form(form, without=["file"]))
    except ValidationError as error:
        raise _invalid(error) from error
    name = PurePosixPath((upload.filename or "").replace("\\", "/")).name or "pictures.zip"
    if not zipfile.is_zipfile(upload.file):
        raise Refusal(
            422,
            "This file is damaged or not a zip; send all of a zip that has a folder for each class. "
            f"Received: {name[:100]}",
        )
    # Otherwise, the client would learn of a misspelt name only after all pictures have been imported.
    chosen_backbone(asked.strategy, asked.backbone, asked.kind)
    title = clean_label(asked.title) or clean_label(title_of(name)) or "Pictures"
    training = NextTraining(asked.strategy or "", asked.backbone or "", asked.effort.capitalize())
    request = ImportRequest(name[:200], title, kind=asked.kind or "", for_training=True, training=training)
    # Readers recognise the type of a file by its extension.
    file_name = name if name.lower().endswith(".zip") else f"{name}.zip"
    return start_import(request, lambda folder: write_file(folder, file_name, upload.file)).name


def _invalid(error: ValidationError) -> Refusal:
    return Refusal(422, f"This training cannot be started: {first_fault(error)}")
