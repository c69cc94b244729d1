"""Adding networks of Keras Applications: a worker downloads, converts and checks them; pages only watch.

adding/<name>/        one folder for each network that is being added, as `core.jobs.process` describes
  request.json        the network, its precision, and the file with its weights if one was named
"""

import hashlib
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError

from core.bundles.applications import Application, Precision, application, bundle_name
from core.errors import BadData, BadRequest, UnknownAddition
from core.jobs.job import Job
from core.jobs.process import OVER, read_state, request_stop, start_worker
from core.plurals import counted
from core.storage.files import (
    delete_folder,
    delete_folder_for_good,
    list_folder,
    read_regular,
    write_json,
    write_whole,
)
from core.storage.locks import locked
from core.storage.names import is_folder_name
from core.storage.paths import additions_folder, recordable, weights_folder
from core.storage.settings import require_private
from core.storage.validation import first_fault

_WORKER = "core.workers.add_network"
_ENDED = (*OVER, "interrupted")
_MAX_REQUEST_BYTES = 2**20


@dataclass(frozen=True)
class Addition(Job):
    """A network that is being added to the library, as it was when this was read.

    Attributes:
        folder: Path of its folder, whose name is the bundle's name.
        state: Its progress, in bytes while it is downloading.
        app: The network.
        precision: Precision in which its weights are stored.
        weights: A weights file that the operator named; None to download the official one.
    """

    app: Application
    precision: Precision
    weights: Path | None

    @property
    def is_over(self) -> bool:
        """Whether nothing more will happen."""
        return self.status in _ENDED


class _Request(BaseModel):
    """The content of request.json."""

    model_config = ConfigDict(strict=True)

    application: str
    precision: Precision
    weights: Annotated[str, StringConstraints(pattern=r"^[^\x00]*$")]


def start_adding(app: Application, precision: Precision = "float32", weights: Path | None = None) -> Addition:
    """Starts adding a network, or returns the addition that is already under way.

    Args:
        app: The network.
        precision: Precision in which its weights are stored.
        weights: A file with its weights, from the terminal only; None to download the official one.

    Raises:
        NotAllowed: In a public demo.
    """
    require_private("Adding networks")
    folder = additions_folder() / bundle_name(app, precision)
    with locked(additions_folder() / ".lock"):
        # An addition that cannot be read is replaced.
        with suppress(BadRequest):
            addition = read_addition(folder.name)
            if not addition.is_over:
                return addition
        # An invalid request raises here, before the existing folder is deleted.
        request = _Request(
            application=app.name,
            precision=precision,
            weights=recordable(str(weights.resolve())) if weights else "",
        )
        delete_folder(folder)
        write_json(folder / "request.json", request.model_dump())
        start_worker(_WORKER, folder)
    return read_addition(folder.name)


def start_adding_from(app: Application, precision: Precision, data: bytes) -> Addition:
    """Starts adding a network from a file that the user provides, if it is the official one.

    Only its checksum is verified here; the worker verifies it again before it reads the file.

    Args:
        app: The network.
        precision: Precision in which its weights are stored.
        data: Content of the file.

    Raises:
        NotAllowed: In a public demo.
        BadData: If it is another file, or Keras gives no checksum to verify it.
        DiskFull: If the disk is full.
    """
    require_private("Adding networks")
    if not app.checksum:
        raise BadData(
            f"Keras publishes no checksum for {app.title}, so a harmful file could not be recognised. Go "
            "online and add it without a file."
        )
    if hashlib.new(app.checksum_kind, data, usedforsecurity=False).hexdigest() != app.checksum:
        raise BadData(
            f"This is not the official file of {app.title}, {app.file_name}. Download that one on a computer "
            f"with internet, and use it unchanged. Received: {counted(len(data), 'byte')}"
        )
    write_whole(weights_folder() / app.file_name, data)
    return start_adding(app, precision)


def cancel_adding(name: str) -> None:
    """Stops adding a network; a completed download is kept for the next time."""
    require_private("Adding networks")
    request_stop(read_addition(name).folder, "discard")


def forget_addition(name: str) -> None:
    """Removes an addition that has ended, even one that cannot be read.

    Raises:
        UnknownAddition: If there is none of that name.
        BadRequest: If it is still under way.
    """
    folder = _folder_of(name)
    if read_state(folder).status not in _ENDED:
        raise BadRequest(f"This network is still being added; dismiss it when that is done. Received: {name}")
    delete_folder_for_good(folder)


def read_additions() -> tuple[list[Addition], dict[str, str]]:
    """Reads all additions that are under way, or that ended without success.

    Returns:
        The additions that can be read, and an error message for each of the others, by name.

    Raises:
        CannotReadOrWrite: If their folder cannot be listed.
    """
    additions, refused = [], {}
    for name in (path.name for path in list_folder(additions_folder())):
        try:
            additions.append(read_addition(name))
        except UnknownAddition:
            # It is being deleted, or another page has just dismissed it.
            continue
        except BadRequest as error:
            refused[name] = str(error)
    return [addition for addition in additions if addition.state.status != "done"], refused


def read_addition(name: str) -> Addition:
    """Reads one addition.

    Raises:
        UnknownAddition: If there is none of that name.
        BadRequest: If its request was damaged from outside.
    """
    folder = _folder_of(name)
    try:
        request = _Request.model_validate_json(read_regular(folder / "request.json", _MAX_REQUEST_BYTES))
    except OSError as error:
        raise _unknown(name) from error
    except ValidationError as error:
        raise BadRequest(
            f"The request to add {name} cannot be read; add it again: {first_fault(error)}"
        ) from error
    state = read_state(folder)
    return Addition(
        folder,
        replace(state, phase=state.phase or "Starting"),
        application(request.application),
        request.precision,
        Path(request.weights) if request.weights else None,
    )


def _folder_of(name: str) -> Path:
    folder = additions_folder() / name
    if not is_folder_name(name) or not folder.is_dir():
        raise _unknown(name)
    return folder


def _unknown(name: str) -> UnknownAddition:
    return UnknownAddition(f"No network of this name is being added. Received: {name}")
