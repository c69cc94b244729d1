"""Evaluations: jobs in which a worker, never a page, asks networks about all pictures of a data set.

    evaluations/<name>/
      request.json        which networks are asked, and for which data set: an `EvaluationRequest`
      and the files of `core.jobs.process`

Answers are stored with the data set as they arrive, so that the next evaluation continues where one was
killed or cancelled.
"""

from contextlib import suppress
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import ConfigDict, Field, TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass as checked_dataclass

from core.bundles.library import read_library
from core.datasets.store import read_data_set
from core.errors import BadRequest, CannotReadOrWrite, InklingError, UnknownEvaluation
from core.jobs.job import Job, begin_job
from core.jobs.process import OVER, read_state, request_stop, start_worker, withdraw_stop
from core.storage.files import (
    UNFINISHED,
    delete_folder,
    delete_folder_for_good,
    list_folder,
    read_regular,
    write_json,
)
from core.storage.kept_time import is_forgotten
from core.storage.locks import locked
from core.storage.names import is_folder_name, printable
from core.storage.paths import evaluations_folder
from core.storage.settings import require_private
from core.storage.validation import first_fault

MAX_NETWORKS = 5
_WORKER = "core.workers.evaluate"
_REQUEST_FILE = "request.json"
_MAX_REQUEST_BYTES = 2**16
_Name = Annotated[str, Field(min_length=1, max_length=1_000)]


@checked_dataclass(frozen=True, config=ConfigDict(strict=True))
class EvaluationRequest:
    """A request to ask networks about a data set.

    Attributes:
        data_set: Name of the data set.
        networks: Names of the networks.
    """

    data_set: _Name
    networks: Annotated[tuple[_Name, ...], Field(min_length=1, max_length=MAX_NETWORKS)]


@dataclass(frozen=True)
class Evaluation(Job):
    """A snapshot of an evaluation.

    Attributes:
        request: What was requested.
    """

    request: EvaluationRequest


def start_evaluation(request: EvaluationRequest) -> Evaluation:
    """Starts asking networks about the pictures of a data set that they have not answered yet.

    Returns:
        The new evaluation, or the one that is already under way for the same request.

    Raises:
        NotAllowed: In a public demo.
        UnknownDataSet: If there is no data set with that name.
        UnknownNetwork: If there is no network with one of the names.
    """
    require_private("Evaluating networks")
    read_data_set(request.data_set)
    library = read_library()
    for name in request.networks:
        library.get(name)
    with locked(evaluations_folder() / f"{UNFINISHED}lock"):
        for other in read_evaluations():
            if other.request == request and other.is_under_way:
                return other
        folder = begin_job(evaluations_folder(), lambda draft: _write_request(draft, request))
    start_worker(_WORKER, folder)
    return read_evaluation(folder.name)


def resume_evaluation(name: str) -> Evaluation:
    """Resumes an evaluation that was interrupted; pictures that were answered are not asked about again.

    Raises:
        NotAllowed: In a public demo.
        BadRequest: If it was not interrupted.
        UnknownEvaluation: If there is no evaluation with that name.
    """
    require_private("Evaluating networks")
    evaluation = read_evaluation(name)
    if evaluation.status != "interrupted":
        raise BadRequest(
            f"Only an interrupted evaluation can be resumed. Received: one that is {evaluation.status}"
        )
    withdraw_stop(evaluation.folder)
    start_worker(_WORKER, evaluation.folder)
    return read_evaluation(name)


def cancel_evaluation(name: str) -> None:
    """Stops an evaluation; its answers are kept, and the next evaluation continues from there."""
    require_private("Evaluating networks")
    evaluation = read_evaluation(name)
    request_stop(evaluation.folder, "discard")
    if evaluation.status in ("interrupted", *OVER):
        delete_folder_for_good(evaluation.folder)


def forget_old_evaluations() -> None:
    """Removes jobs that have not changed for a week and do not run; the answers stay with their data sets."""
    with suppress(CannotReadOrWrite):
        for folder in list_folder(evaluations_folder()):
            with suppress(InklingError, OSError):
                if not is_folder_name(folder.name) or not is_forgotten(folder):
                    continue
                if read_state(folder).status != "running":
                    delete_folder(folder)


def read_evaluations() -> list[Evaluation]:
    """Reads all evaluations that can be read, newest first."""
    evaluations = []
    with suppress(CannotReadOrWrite):
        for folder in list_folder(evaluations_folder()):
            with suppress(UnknownEvaluation, BadRequest):
                evaluations.append(read_evaluation(folder.name))
    return sorted(evaluations, key=lambda one: (-one.state.created, one.name))


def read_evaluation(name: str) -> Evaluation:
    """Reads an evaluation.

    Raises:
        BadRequest: If its request was damaged from outside.
        UnknownEvaluation: If there is no evaluation with that name.
    """
    folder = evaluations_folder() / name
    if not is_folder_name(name) or not folder.is_dir():
        raise UnknownEvaluation(f"There is no such evaluation. Received: {printable(name)}")
    try:
        content = read_regular(folder / _REQUEST_FILE, _MAX_REQUEST_BYTES)
        request = _request_format().validate_json(content, strict=True)
    except (OSError, ValidationError) as error:
        fault = first_fault(error) if isinstance(error, ValidationError) else str(error)
        raise BadRequest(
            f"The evaluation {name} cannot be read; start it again: {printable(fault)}"
        ) from error
    return Evaluation(folder, read_state(folder), request)


def _write_request(folder: Path, request: EvaluationRequest) -> None:
    write_json(folder / _REQUEST_FILE, asdict(request))


@cache
def _request_format() -> TypeAdapter[EvaluationRequest]:
    return TypeAdapter(EvaluationRequest)
