"""Files and folders that are written atomically, and read within limits."""

import errno
import json
import logging
import os
import shutil
import stat
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from filelock import Timeout

from core.errors import CannotReadOrWrite, DiskFull
from core.storage.exhaustion import is_exhausted
from core.storage.names import printable

_log = logging.getLogger(__name__)
# Prefix of names that are being written or deleted; listings of a folder leave them out.
UNFINISHED = "."
# A file that has not been modified for this long is no longer being written.
LEFTOVER_SECONDS = 3600
NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_MAX_JSON_BYTES = 16 * 2**20
# Without O_NONBLOCK, opening a pipe would wait for a writer. Windows lacks that and O_CLOEXEC, but needs
# O_BINARY to leave line breaks unchanged.
_READING = (
    os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
)


def write_whole(path: Path, content: bytes | str, lasting: bool = True, creates_folder: bool = True) -> None:
    """Writes a file atomically: it is complete afterwards, or as it was before.

    Args:
        path: Path of the file.
        content: Bytes, or text, which is written as UTF-8.
        lasting: Whether to wait, possibly for long, until the content is on the disk, so that a power cut
            leaves no empty file.
        creates_folder: Whether the file's folder is created if needed. A folder that another process may
            delete or move must not be, since it would come back with this file alone.

    Raises:
        DiskFull: If the disk is full; nothing is changed in that case.
        FileNotFoundError: If there is no such folder, and it is not created.
        OSError: If the path is a folder, a pipe or a device.
    """
    data = content.encode() if isinstance(content, str) else content
    # `os.replace` would replace it: as root, this could remove /dev/null.
    if is_no_file(path):
        raise OSError(errno.EINVAL, "not a regular file", str(path))
    with translating_disk_full(path.parent):
        if creates_folder:
            path.parent.mkdir(parents=True, exist_ok=True)
        try:
            handle, name = tempfile.mkstemp(dir=path.parent, prefix=f"{UNFINISHED}{path.name}-")
        except OSError as error:
            # Users would look for a file of the temporary name in vain.
            error.filename = str(path)
            raise
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                if lasting:
                    file.flush()
                    os.fsync(file.fileno())
            os.replace(name, path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise


def is_no_file(path: Path) -> bool:
    """Returns whether a path, or the target of a link, exists but is not a file (a folder, a device)."""
    return path.exists() and not path.is_file()


def list_folder(folder: Path) -> list[Path]:
    """Lists a folder's entries by name, except those being written or deleted; empty if it is not a folder.

    Raises:
        CannotReadOrWrite: If the operating system refuses to list it.
    """
    with translating_os_errors():
        paths = sorted(folder.iterdir()) if folder.is_dir() else []
    return [path for path in paths if not path.name.startswith(UNFINISHED)]


def write_json(path: Path, content: Any, creates_folder: bool = True) -> None:
    """Writes a value as JSON, atomically; see `write_whole`."""
    text = json.dumps(content, ensure_ascii=False, indent=1) + "\n"
    write_whole(path, text, creates_folder=creates_folder)


def read_regular(path: Path, max_bytes: int, is_tail: bool = False) -> bytes:
    """Reads a regular file of limited size; never waits for a pipe, and never reads more than the limit.

    Args:
        path: Path of the file, or of a link to it.
        max_bytes: Maximum size in bytes.
        is_tail: Whether to read only the last `max_bytes` bytes of a larger file.

    Raises:
        OSError: If the path is invalid or does not exist, if it is a folder, a pipe or a device, or if the
            file is larger and `is_tail` is false.
    """
    try:
        handle = os.open(path, _READING)
    except ValueError as error:
        raise OSError(errno.EINVAL, "not a name of a file", str(path)) from error
    try:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise OSError(errno.EINVAL, "not a regular file", str(path))
        with open(handle, "rb", closefd=False) as file:
            if is_tail:
                file.seek(max(0, os.fstat(handle).st_size - max_bytes))
                return file.read(max_bytes)
            content = file.read(max_bytes + 1)
    finally:
        os.close(handle)
    if len(content) > max_bytes:
        raise OSError(errno.EINVAL, f"more than {max_bytes:,} bytes", str(path))
    return content


def read_json(path: Path) -> Any:
    """Reads a JSON file that Inkling wrote; None if it does not exist or was damaged from outside."""
    try:
        return json.loads(read_regular(path, _MAX_JSON_BYTES).decode("utf-8"))
    except (OSError, ValueError, RecursionError):
        return None


@contextmanager
def translating_disk_full(folder: Path | None = None) -> Iterator[None]:
    """Turns the operating system's "no space left" error into a plain sentence; raises `DiskFull`."""
    try:
        yield
    except OSError as error:
        if error.errno not in NO_ROOM:
            raise
        raise DiskFull(
            "The disk is full; nothing was lost. Free some space and try again. "
            f"Received: no room in {folder or error.filename2 or error.filename or 'its folder'}"
        ) from error


@contextmanager
def translating_os_errors() -> Iterator[None]:
    """Turns operating system errors into plain sentences and logs them; raises `CannotReadOrWrite`.

    A full disk raises `DiskFull`. A `BrokenPipeError` is passed on: the reader of our output has seen enough.
    """
    try:
        with translating_disk_full():
            yield
    except BrokenPipeError:
        raise
    except Timeout as error:
        _log.exception("A lock was not let go.")
        raise CannotReadOrWrite(
            "Another process of Inkling has been busy with this for a long time; try again later. "
            f"Received: {printable(str(error.lock_file))} is locked"
        ) from error
    except (OSError, RuntimeError) as error:
        if is_exhausted(error):
            _log.exception("The computer has run out of something.")
            raise CannotReadOrWrite(
                "This computer cannot start more programs or open more files now; close other programs, and "
                f"try again. Received: {getattr(error, 'strerror', None) or error}"
            ) from error
        if not isinstance(error, OSError):
            raise
        _log.exception("The operating system refused something.")
        raise CannotReadOrWrite(
            f"Inkling cannot read or write {_refused_path(error)}; check that it is a file or folder as it "
            f"should be, and that you may write to it. Received: {printable(error.strerror or str(error))}"
        ) from error


def _refused_path(error: OSError) -> str:
    """Returns a path that users know: what is moved rather than its draft, and the folder of a lock."""
    path = str(error.filename or "a file")
    if Path(path).name.startswith(UNFINISHED):
        path = str(error.filename2 or path)
    # A folder may have such a name, too: then it stands in the way, and its name helps.
    is_internal = Path(path).name.startswith(UNFINISHED) or path.endswith(".lock")
    return printable(str(Path(path).parent) if is_internal and not os.path.isdir(path) else path)


def delete_folder(folder: Path) -> Path:
    """Deletes a folder, if it exists, and returns the path of what may be left of it.

    It is renamed before its content is deleted, so listings of its parent never show it half deleted.
    """
    deleted = _deleted_name(folder)
    with suppress(FileNotFoundError):
        folder.rename(deleted)
    remove(deleted)
    return deleted


def delete_folder_for_good(folder: Path) -> None:
    """Deletes a folder for a user, who must learn of it if some of it is left.

    Raises:
        CannotReadOrWrite: If the operating system keeps some of it, such as files of another user.
    """
    with translating_os_errors():
        deleted = delete_folder(folder)
    if deleted.exists():
        raise CannotReadOrWrite(
            "Inkling may not delete some of these files, such as those of another user; delete their folder "
            f"yourself. Received: {printable(str(deleted))} is not empty"
        )


def replace_folder(new: Path, target: Path) -> None:
    """Moves a folder to another path; an existing folder at that path is deleted.

    Args:
        new: The folder to move, on the same disk as `target`.
        target: Its new path; if the move fails, the existing folder there stays as it was.
    """
    old = _deleted_name(target)
    with suppress(FileNotFoundError):
        target.rename(old)
    try:
        new.rename(target)
    except BaseException:
        if old.exists():
            old.rename(target)
        raise
    remove(old)


@contextmanager
def new_folder(target: Path) -> Iterator[Path]:
    """Provides a folder to fill, which appears complete at the end of the block, or not at all.

    Args:
        target: Its final path. Unlike `replace_folder`, this never deletes content: a target that is not
            empty by then stays, and the new folder is discarded.

    Raises:
        DiskFull: If the disk is full.
        OSError: If the target is a file or a folder that is not empty.
    """
    with translating_disk_full(target.parent):
        try:
            draft = Path(tempfile.mkdtemp(dir=target.parent, prefix=f"{UNFINISHED}{target.name}-"))
        except OSError as error:
            error.filename = str(target)  # as in `write_whole`
            raise
        try:
            yield draft
            draft.chmod(0o755)
            if target.exists():
                target.rmdir()
            draft.rename(target)
        except BaseException:
            shutil.rmtree(draft, ignore_errors=True)
            raise


def _deleted_name(folder: Path) -> Path:
    return folder.with_name(f"{UNFINISHED}deleted-{uuid.uuid4().hex}")


def sweep(folder: Path, beginning: str = "") -> None:
    """Removes half-written and half-deleted leftovers of killed processes, once they are an hour old.

    Args:
        folder: The folder to search; its subfolders are not searched.
        beginning: How the final names begin; needed where other programs keep hidden files, too.
    """
    for path in folder.glob(f"{UNFINISHED}{beginning}*-*") if folder.is_dir() else ():
        with suppress(OSError):  # another process may be sweeping at the same time
            if time.time() - path.lstat().st_mtime > LEFTOVER_SECONDS:
                remove(path)


def remove(path: Path) -> None:
    """Removes a folder with its content, a file, or a link (but not its target)."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
        if path.exists():
            # Folders that were copied from a read-only disk are read-only themselves.
            for folder, _, _ in os.walk(path):
                with suppress(OSError):
                    os.chmod(folder, 0o700)
            shutil.rmtree(path, ignore_errors=True)
    else:
        with suppress(OSError):
            path.unlink()
