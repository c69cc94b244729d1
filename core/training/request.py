"""The request for a training, as a type with ranges; the only reader and writer of request.json."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any, Literal

import numpy as np
from pydantic import (
    AliasChoices,
    BeforeValidator,
    ConfigDict,
    Field,
    ModelWrapValidatorHandler,
    TypeAdapter,
    ValidationError,
    ValidationInfo,
    model_validator,
)
from pydantic.dataclasses import dataclass

from core.bundles.format import MAX_TITLE_CHARACTERS, Text
from core.errors import BadRequest
from core.storage.files import read_regular, write_json
from core.storage.received import in_json, in_python
from core.storage.validation import as_whole_number, first_fault

REQUEST_FILE = "request.json"
_MAX_REQUEST_BYTES = 2**20
# Far more than a card shows; in JSON, still less than a request may have.
_MAX_DESCRIPTION_CHARACTERS = 100_000
Strategy = Literal["head", "tune", "scratch"]
# The settings of a request that affect the result. A last layer is solved for in one step, and measured by
# cross-validation; fine-tuning has its own number of epochs and learning rate; and training from scratch
# draws new variations in each epoch.
SETTINGS: dict[Strategy, tuple[str, ...]] = {
    "head": ("augmentations", "seed"),
    "tune": ("augmentations", "batch_size", "test_share", "validation_share", "seed"),
    "scratch": ("epochs", "learning_rate", "batch_size", "test_share", "validation_share", "seed"),
}


def _as_number(value: Any) -> Any:
    """Converts a number or truth value of NumPy to one of Python."""
    if isinstance(value, np.floating):
        # `item` leaves a `longdouble` as it is.
        return float(value)
    return value.item() if isinstance(value, np.number | np.bool_) else value


def _as_whole_number(value: Any) -> Any:
    """Converts a whole number that is a float, such as 3.0, or a NumPy number to an int."""
    return as_whole_number(_as_number(value))


_NUMBER, _WHOLE_NUMBER = BeforeValidator(_as_number), BeforeValidator(_as_whole_number)


@dataclass(frozen=True, config=ConfigDict(allow_inf_nan=False, strict=True))
class TrainingRequest:
    """What a training is asked to do. `dataclasses.replace` returns a changed copy, and validates it.

    Attributes:
        data_set: Name of the data set.
        title: Title that the user gives the network, 1 to 200 characters, as in its card.
        bundle: Name that the bundle will have, or a title that a name is made from.
        strategy: "head" trains a new last layer on the features of a backbone; "tune" then trains the
            backbone's last blocks as well; "scratch" trains all layers of a new network. Called `way` in runs
            of version 0.1.
        backbone: Name of the bundle that the network is built on; empty for "scratch".
        description: The user's description of the network; its card has the beginning of a long one.
        epochs: Maximum number of passes over all pictures, 1 to 1,000; only used by "scratch".
        augmentations: Number of variations of each picture, including the picture itself, 1 to 64; not used
            by "scratch". Called `views` in runs of version 0.1.
        learning_rate: Peak learning rate, 1e-6 to 1; only used by "scratch".
        batch_size: Pictures per step, 1 to 1,024.
        test_share: Share of each class that is only used for testing, 0.05 to 0.5.
        validation_share: Share of each class that is used for validation, 0.05 to 0.4.
        seed: Seed of all random numbers, 0 to 2^31.

    Raises:
        BadRequest: If a value is out of range or has the wrong type.
    """

    data_set: str
    title: Text
    bundle: Annotated[str, Field(max_length=MAX_TITLE_CHARACTERS)]
    strategy: Annotated[Strategy, Field(validation_alias=AliasChoices("strategy", "way"))]
    backbone: str
    description: Annotated[str, Field(max_length=_MAX_DESCRIPTION_CHARACTERS)] = ""
    epochs: Annotated[int, Field(ge=1, le=1_000), _WHOLE_NUMBER] = 40
    augmentations: Annotated[
        int, Field(ge=1, le=64, validation_alias=AliasChoices("augmentations", "views")), _WHOLE_NUMBER
    ] = 4
    learning_rate: Annotated[float, Field(ge=1e-6, le=1.0), _NUMBER] = 3e-4
    batch_size: Annotated[int, Field(ge=1, le=1_024), _WHOLE_NUMBER] = 32
    test_share: Annotated[float, Field(ge=0.05, le=0.5), _NUMBER] = 0.2
    validation_share: Annotated[float, Field(ge=0.05, le=0.4), _NUMBER] = 0.15
    seed: Annotated[int, Field(ge=0, le=2**31), _WHOLE_NUMBER] = 1

    @model_validator(mode="wrap")
    @classmethod
    def _in_one_sentence(
        cls, values: Any, handler: ModelWrapValidatorHandler["TrainingRequest"], info: ValidationInfo
    ) -> "TrainingRequest":
        try:
            return handler(values)
        except ValidationError as error:
            fault = first_fault(error, in_json if info.mode == "json" else in_python)
            raise BadRequest(f"This training cannot be done: {fault}") from error


_READER = TypeAdapter(TrainingRequest)


def read_request(folder: Path) -> TrainingRequest | None:
    """Reads the request of a run.

    Args:
        folder: The run's folder.

    Returns:
        The request, or None if there is no request.json.

    Raises:
        BadRequest: If the file is damaged.
    """
    try:
        return _READER.validate_json(read_regular(folder / REQUEST_FILE, _MAX_REQUEST_BYTES))
    except FileNotFoundError:
        return None
    except (OSError, ValidationError, BadRequest) as error:
        match error:
            case OSError():
                fault = f"it is not a readable file. Received: {error.strerror}"
            case ValidationError():
                fault = first_fault(error)
            case _:
                fault = str(error).partition(": ")[2]
        raise BadRequest(
            f"The training {folder.name} cannot be read; delete its folder, or repair its {REQUEST_FILE}: "
            f"{fault}"
        ) from error


def write_request(folder: Path, request: TrainingRequest) -> None:
    """Writes the request of a run into its folder."""
    write_json(folder / REQUEST_FILE, asdict(request))
