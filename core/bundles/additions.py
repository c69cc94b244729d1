"""Adding a network of Keras Applications: a worker downloads, converts and checks it; pages only look.

adding/<name>/        one folder for each network that is being added, as `core.jobs.process` describes
  request.json        which network, in which precision, from which file
"""

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from core.bundles.applications import Application, Precision, application, bundle_name
from core.errors import BadRequest
from core.jobs.process import OVER, Status, read_state, request_stop, start_worker
from core.storage.files import delete_folder, locked, write_json
from core.storage.names import is_folder_name
from core.storage.paths import additions_folder
from core.storage.settings import require_private
from core.storage.validation import first_fault

_WORKER = "core.workers.add_network"


@dataclass(frozen=True)
class Addition:
    """A network on its way into the library, as it was when it was looked at.

    Attributes:
        folder: Where its state lies; its name is that of the bundle.
        app: Which network.
        precision: In which it shall be stored.
        weights: A file that the operator laid there; None for the official one, to be downloaded.
        status: As in `core.jobs.process`.
        phase: What is being done, in words.
        done: How much of the phase is done, and
        total: how much there is to do in it, in bytes while it downloads; 0 where that is not known.
        message: What came out, in one sentence.
    """

    folder: Path
    app: Application
    precision: Precision
    weights: Path | None
    status: Status
    phase: str
    done: int
    total: int
    message: str

    @property
    def name(self) -> str:
        """The bundle's name."""
        return self.folder.name

    @property
    def is_over(self) -> bool:
        """Whether nothing more will happen."""
        return self.status in (*OVER, "interrupted")


class _Request(BaseModel):
    """What request.json says."""

    model_config = ConfigDict(strict=True)

    application: str
    precision: Precision
    weights: str


def start_adding(app: Application, precision: Precision = "float32", weights: Path | None = None) -> Addition:
    """Starts to add a network; where that is under way already, joins in watching it.

    Args:
        app: Which one.
        precision: In which it is stored.
        weights: A file with its weights, from the terminal only; None to download the official one.

    Raises:
        NotAllowed: In a public demo.
    """
    require_private("Adding networks")
    folder = additions_folder() / bundle_name(app, precision)
    with locked(additions_folder() / ".lock"):
        # One that cannot be read is started anew.
        with suppress(BadRequest):
            addition = read_addition(folder.name)
            if not addition.is_over:
                return addition
        delete_folder(folder)
        request = _Request(
            application=app.name, precision=precision, weights=str(weights.resolve()) if weights else ""
        )
        write_json(folder / "request.json", request.model_dump())
        start_worker(_WORKER, folder)
    return read_addition(folder.name)


def cancel_adding(name: str) -> None:
    """Stops adding a network; what was downloaded whole is kept for the next time."""
    require_private("Adding networks")
    request_stop(read_addition(name).folder, "discard")


def forget_addition(name: str) -> None:
    """Removes what is known of an addition that is over."""
    addition = read_addition(name)
    if addition.is_over:
        delete_folder(addition.folder)


def list_additions() -> list[Addition]:
    """Reads all additions that are under way, or ended otherwise than well."""
    additions = []
    for request in sorted(additions_folder().glob("*/request.json")):
        # Another page may forget it in this moment.
        with suppress(BadRequest):
            additions.append(read_addition(request.parent.name))
    return [addition for addition in additions if addition.status != "done"]


def read_addition(name: str) -> Addition:
    """Reads one of them; raises `BadRequest` if there is none of that name."""
    unknown = BadRequest(f"No network of this name is being added. Received: {name}")
    if not is_folder_name(name):
        raise unknown
    folder = additions_folder() / name
    try:
        request = _Request.model_validate_json((folder / "request.json").read_bytes())
    except OSError as error:
        raise unknown from error
    except ValidationError as error:
        raise BadRequest(
            f"What was asked for {name} cannot be read; add it again: {first_fault(error)}"
        ) from error
    state = read_state(folder)
    return Addition(
        folder,
        application(request.application),
        request.precision,
        Path(request.weights) if request.weights else None,
        state.status,
        state.phase or "Starting",
        state.done,
        state.total,
        state.message,
    )
