"""What a training is asked to do, as a type with ranges; the one reader and writer of request.json."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import (
    AliasChoices,
    ConfigDict,
    Field,
    ModelWrapValidatorHandler,
    TypeAdapter,
    ValidationError,
    model_validator,
)
from pydantic.dataclasses import dataclass

from core.bundles.format import MAX_TITLE_LETTERS, Text
from core.errors import BadRequest
from core.storage.files import read_regular, write_json
from core.storage.validation import first_fault

REQUEST_FILE = "request.json"
_MAX_REQUEST_BYTES = 2**20
Strategy = Literal["head", "tune", "scratch"]
# Which of a request's settings change what comes out. A last layer is solved for in one step, and measured by
# cross-validation; fine-tuning has a number of epochs and a learning rate of its own; and from scratch, each
# epoch draws its own variations.
SETTINGS: dict[Strategy, tuple[str, ...]] = {
    "head": ("augmentations", "seed"),
    "tune": ("augmentations", "batch_size", "test_share", "validation_share", "seed"),
    "scratch": ("epochs", "learning_rate", "batch_size", "test_share", "validation_share", "seed"),
}


@dataclass(frozen=True, config=ConfigDict(allow_inf_nan=False))
class TrainingRequest:
    """What a training is asked to do. `dataclasses.replace` changes it, and checks what it is given.

    Attributes:
        data_set: Name of the data set.
        title: What the person calls the network, 1 to 200 letters as in its card.
        bundle: Name that its bundle will have, or a title of which one is made.
        strategy: "head": features of a backbone and a new last layer; "tune": the same, then the backbone's
            last blocks too; "scratch": everything anew. In runs of version 0.1 it is called `way`.
        backbone: Name of the bundle that it builds on; empty for "scratch".
        description: What the person says about it.
        epochs: At most so many times over all pictures, 1 to 1,000.
        augmentations: How many variations of each picture it sees, itself included, 1 to 64. In runs of
            version 0.1 they are called `views`.
        learning_rate: Of the last layer, or of the whole network for "scratch"; 1e-6 to 1.
        batch_size: Pictures per step, 1 to 1,024.
        test_share: Share of each class that is only tested on, 0.05 to 0.5.
        validation_share: Share of each class that training is validated on, 0.05 to 0.4.
        seed: Seed of all chance, 0 to 2^31.

    Raises:
        BadRequest: If a value is out of range or of another type.
    """

    data_set: str
    title: Text
    bundle: Annotated[str, Field(max_length=MAX_TITLE_LETTERS)]
    strategy: Annotated[Strategy, Field(validation_alias=AliasChoices("strategy", "way"))]
    backbone: str
    description: str = ""
    epochs: Annotated[int, Field(ge=1, le=1_000)] = 40
    augmentations: Annotated[
        int, Field(ge=1, le=64, validation_alias=AliasChoices("augmentations", "views"))
    ] = 4
    learning_rate: Annotated[float, Field(ge=1e-6, le=1.0)] = 3e-4
    batch_size: Annotated[int, Field(ge=1, le=1_024)] = 32
    test_share: Annotated[float, Field(ge=0.05, le=0.5)] = 0.2
    validation_share: Annotated[float, Field(ge=0.05, le=0.4)] = 0.15
    seed: Annotated[int, Field(ge=0, le=2**31)] = 1

    @model_validator(mode="wrap")
    @classmethod
    def _in_one_sentence(
        cls, values: Any, handler: ModelWrapValidatorHandler["TrainingRequest"]
    ) -> "TrainingRequest":
        try:
            return handler(values)
        except ValidationError as error:
            raise BadRequest(f"This training cannot be done: {first_fault(error)}") from error


_READER = TypeAdapter(TrainingRequest)


def read_request(folder: Path) -> TrainingRequest | None:
    """Reads what a run was asked to do.

    Args:
        folder: The run's folder.

    Returns:
        The request, or None if there is no request.json.

    Raises:
        BadRequest: If it was damaged from outside.
    """
    try:
        return _READER.validate_json(read_regular(folder / REQUEST_FILE, _MAX_REQUEST_BYTES))
    except FileNotFoundError:
        return None
    except (OSError, ValidationError, BadRequest) as error:
        match error:
            case OSError():
                fault = f"it is no file that can be read. Received: {error.strerror}"
            case ValidationError():
                fault = first_fault(error)
            case _:
                fault = str(error).partition(": ")[2]
        raise BadRequest(
            f"The training {folder.name} cannot be read; delete its folder, or put its {REQUEST_FILE} "
            f"right: {fault}"
        ) from error


def write_request(folder: Path, request: TrainingRequest) -> None:
    """Writes what a run is asked to do into its folder."""
    write_json(folder / REQUEST_FILE, asdict(request))
