"""Picture imports: jobs on disk that a worker carries out, while pages and terminal only read them.

    imports/<name>/
      request.json        what is imported, and into which data set: an `ImportRequest`
      upload/             files that a browser has uploaded, until the job has ended
      data-set/           a draft with the pictures read so far, until they are moved into a data set
      and the files of `core.jobs.process`

All pictures of an import are added at once. An import that is stopped or refused adds nothing.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from core.datasets.corrections import set_kind
from core.datasets.import_records import (
    ImportOutcome,
    ImportRequest,
    parse_outcome,
    read_request,
    write_request,
)
from core.datasets.store import read_data_set
from core.errors import BadData, BadRequest, CannotReadOrWrite, InklingError, UnknownImport
from core.jobs.job import Job, begin_job
from core.jobs.process import (
    OVER,
    read_state,
    request_discard,
    start_worker,
    update_state,
    withdraw_stop,
)
from core.preprocessing.preprocessor import Kind
from core.storage.files import UNFINISHED, delete_folder, delete_folder_for_good, list_folder
from core.storage.kept_time import is_forgotten
from core.storage.locks import locked
from core.storage.names import is_folder_name, printable
from core.storage.paths import imports_folder, nothing_at
from core.storage.settings import require_private, require_teaching

UPLOAD_FOLDER, DRAFT_FOLDER = "upload", "data-set"
_WORKER = "core.workers.take_in"


@dataclass(frozen=True)
class PictureImport(Job):
    """An import at the time it was read.

    Attributes:
        request: What to import.
        outcome: The outcome; None before it is known.
    """

    request: ImportRequest
    outcome: ImportOutcome | None

    def require_outcome(self) -> ImportOutcome:
        """Returns the outcome of an import that is over; raises `BadData` if it has added nothing."""
        if self.status != "done" or self.outcome is None:
            raise BadData(
                self.state.message
                or "The import of the pictures was interrupted, perhaps because the disk is full; try again."
            )
        return self.outcome


def start_import(
    request: ImportRequest, write_upload: Callable[[Path], object] | None = None
) -> PictureImport:
    """Starts an import.

    Args:
        request: What to import.
        write_upload: Writes the uploaded files into a folder; None for a source on this computer.

    Returns:
        The import. If the same request for a source on this computer is already being carried out, this is
        that import, unless the request is for training.

    Raises:
        BadData: If the source does not exist, or `write_upload` refuses the upload.
        DiskFull: If there is no room for the upload.
        NotAllowed: In a public demo without teaching, and for a source on this computer in any public demo.
        UnknownDataSet: If the data set to add to does not exist.
    """
    require_teaching("Adding pictures")
    if request.data_set:
        read_data_set(request.data_set)
    if write_upload is None:
        require_private("Opening a folder of this computer")
        path = Path(request.source)
        if not request.source or not (path.is_dir() or path.is_file()):
            raise nothing_at(request.source)

    def write(draft: Path) -> None:
        if write_upload is not None:
            (draft / UPLOAD_FOLDER).mkdir(parents=True)
            write_upload(draft / UPLOAD_FOLDER)
        write_request(draft, request)

    with locked(imports_folder() / f"{UNFINISHED}lock"):
        # Two terminals that train on the same pictures must not share an import: either may cancel it.
        if write_upload is None and not request.for_training:
            for other in read_imports()[0]:
                if other.request == request and other.is_under_way:
                    return other
        folder = begin_job(imports_folder(), write)
    start_worker(_WORKER, folder)
    return read_import(folder.name)


def resume_import(name: str) -> PictureImport:
    """Resumes an interrupted import; pictures that are already in its draft are not read again.

    Raises:
        BadRequest: If the import was not interrupted.
        UnknownImport: If no import has that name.
    """
    require_teaching("Adding pictures")
    picture_import = read_import(name)
    if picture_import.status != "interrupted":
        raise BadRequest(
            f"Only an interrupted import can be resumed. Received: one that is {picture_import.status}"
        )
    withdraw_stop(picture_import.folder)
    start_worker(_WORKER, picture_import.folder)
    return read_import(name)


def cancel_import(name: str) -> None:
    """Cancels an import; none of its pictures are added."""
    require_teaching("Adding pictures")
    folder = _folder_of(name)
    request_discard(folder)
    if read_state(folder).status == "interrupted":
        delete_folder_for_good(folder)


def forget_import(name: str) -> None:
    """Deletes an import that has ended or is interrupted, even one that cannot be read; its data set stays.

    Raises:
        BadRequest: If the import is still under way.
        UnknownImport: If no import has that name.
    """
    require_teaching("Dismissing an import")
    folder = _folder_of(name)
    if read_state(folder).status not in (*OVER, "interrupted"):
        raise BadRequest(
            f"These pictures are still being imported; cancel the import first. Received: {name}"
        )
    delete_folder_for_good(folder)


def answer_kind(name: str, kind: Kind) -> None:
    """Records the user's answer to whether an import's pictures are photos or drawings.

    Raises:
        BadRequest: If the import has added no pictures.
        NotAllowed: In a public demo, unless it allows teaching and the question is open.
        UnknownImport: If no import has that name.
    """
    picture_import = read_import(name)
    outcome = picture_import.outcome
    if outcome is None or not outcome.data_set:
        raise BadRequest(f"This import has no pictures whose kind could be set. Received: {name}")
    set_kind(outcome.data_set, kind, was_asked=not outcome.kind_is_sure)
    answered = replace(outcome, kind=kind, kind_is_sure=True)
    update_state(picture_import.folder, outcome=asdict(answered))


def clear_import(folder: Path) -> None:
    """Deletes the upload and the draft of an import that has ended."""
    for path in (folder / UPLOAD_FOLDER, folder / DRAFT_FOLDER):
        if path.exists():
            delete_folder(path)


def forget_old_imports() -> None:
    """Deletes imports that have ended or are interrupted, and have not changed for a week.

    Of others that have ended, what a killed worker has left is deleted: the upload and the draft.
    """
    with suppress(CannotReadOrWrite):
        _forget_old(list_folder(imports_folder()))


def _forget_old(folders: list[Path]) -> None:
    for folder in folders:
        with suppress(InklingError, OSError):
            if is_folder_name(folder.name) and is_forgotten(folder):
                forget_import(folder.name)
            elif read_state(folder).status in OVER:
                clear_import(folder)


def read_imports() -> tuple[list[PictureImport], dict[str, str]]:
    """Reads all imports.

    Returns:
        The imports that can be read, newest first, and a sentence about each of the others, by name.
    """
    imports, refused = [], {}
    try:
        folders = list_folder(imports_folder())
    except CannotReadOrWrite as error:
        return [], {imports_folder().name: str(error)}
    for folder in folders:
        try:
            imports.append(read_import(folder.name))
        except UnknownImport:
            continue
        except BadRequest as error:
            refused[folder.name] = str(error)
    return sorted(imports, key=lambda one: (-one.state.created, one.name)), refused


def read_import(name: str) -> PictureImport:
    """Reads an import.

    Raises:
        BadRequest: If its request was damaged from outside.
        UnknownImport: If no import has that name.
    """
    folder = _folder_of(name)
    request = read_request(folder)
    if request is None:
        raise _unknown(name)
    state = read_state(folder)
    return PictureImport(folder, state, request, parse_outcome(state.outcome))


def _folder_of(name: str) -> Path:
    folder = imports_folder() / name
    if not is_folder_name(name) or not folder.is_dir():
        raise _unknown(name)
    return folder


def _unknown(name: str) -> UnknownImport:
    return UnknownImport(f"There is no such import; it may have been dismissed. Received: {printable(name)}")
