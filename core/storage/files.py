"""Files and folders that appear whole or not at all, and locks that a dead process lets go."""

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

from filelock import FileLock, Timeout

from core.errors import CannotReadOrWrite, DiskFull
from core.storage.names import printable

_log = logging.getLogger(__name__)
# A name that starts so is being written or deleted; whoever lists a folder leaves it out.
UNFINISHED = "."
_LOCK_SECONDS = 60
# What nobody has touched for so long, nobody is writing any more.
LEFTOVER_SECONDS = 3600
NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_MAX_JSON_BYTES = 16 * 2**20
# Opening a pipe without a writer would wait for one. Windows has neither, but turns line breaks.
_READING = (
    os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
)


def write_whole(path: Path, content: bytes | str, lasting: bool = True) -> None:
    """Writes a file so that it is there complete, or as it was before.

    Args:
        path: Path of the file; its folder is made if need be.
        content: Bytes, or text that is written as UTF-8.
        lasting: Whether to wait, perhaps for long, until the disk has it: a power cut leaves no empty file.

    Raises:
        DiskFull: If there is no room; nothing is changed then.
        OSError: If a folder, a pipe or a device is there.
    """
    data = content.encode() if isinstance(content, str) else content
    # It would be replaced: whoever may do anything would be without /dev/null.
    if is_no_file(path):
        raise OSError(errno.EINVAL, "not a regular file", str(path))
    with translating_disk_full(path.parent):
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f"{UNFINISHED}{path.name}-")
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
    """Tells whether something is there, or where a link leads, that is no file, as a folder or a device."""
    return path.exists() and not path.is_file()


def list_folder(folder: Path) -> list[Path]:
    """Lists what is in a folder by name, but for what is being written or deleted; nothing if it is none.

    Raises:
        CannotReadOrWrite: If the operating system refuses to list it.
    """
    with translating_os_errors():
        paths = sorted(folder.iterdir()) if folder.is_dir() else []
    return [path for path in paths if not path.name.startswith(UNFINISHED)]


def write_json(path: Path, content: Any) -> None:
    """Writes a value as JSON, whole; see `write_whole`."""
    write_whole(path, json.dumps(content, ensure_ascii=False, indent=1) + "\n")


def read_regular(path: Path, max_bytes: int, is_tail: bool = False) -> bytes:
    """Reads a file whole, if it is one; whatever lies there, it neither waits nor fills the memory.

    Args:
        path: Path of the file, or a link to it.
        max_bytes: How many bytes it may have.
        is_tail: Whether only the last ones are read of a file that has more.

    Raises:
        OSError: If there is none, if it is a folder, a pipe or a device, or if it has more bytes and they
            are not asked for.
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
    """Reads a JSON file that we wrote; None if it is not there or was damaged from outside."""
    try:
        return json.loads(read_regular(path, _MAX_JSON_BYTES).decode("utf-8"))
    except (OSError, ValueError, RecursionError):
        return None


@contextmanager
def translating_disk_full(folder: Path | None = None) -> Iterator[None]:
    """Turns the operating system's "no space left" into a sentence; raises `DiskFull`."""
    try:
        yield
    except OSError as error:
        if error.errno not in NO_ROOM:
            raise
        raise DiskFull(
            "The disk is full; nothing was lost. Delete something, and do this again. "
            f"Received: no room in {folder or error.filename2 or error.filename or 'its folder'}"
        ) from error


@contextmanager
def translating_os_errors() -> Iterator[None]:
    """Turns what the operating system refuses into a sentence, and logs where; raises `CannotReadOrWrite`.

    A full disk is a `DiskFull`. Whoever has seen enough of what we write (`BrokenPipeError`) is no refusal.
    """
    try:
        with translating_disk_full():
            yield
    except BrokenPipeError:
        raise
    except Timeout as error:
        _log.exception("A lock was not let go.")
        raise CannotReadOrWrite(
            "Another process of Inkling has been busy with this for a long time; do it again later. "
            f"Received: {printable(str(error.lock_file))} is locked"
        ) from error
    except OSError as error:
        _log.exception("The operating system refused something.")
        path = error.filename2 or error.filename or "a file"
        raise CannotReadOrWrite(
            f"Inkling cannot read or write {printable(str(path))}; see that it is a file or folder as it "
            f"should be, and yours to write. Received: {printable(error.strerror or str(error))}"
        ) from error


def delete_folder(folder: Path) -> None:
    """Deletes a folder: at once by its name, then by and by what is in it.

    Whoever lists the folder around it never sees it half deleted.

    Args:
        folder: The folder; nothing happens if it does not exist.
    """
    deleted = _deleted_name(folder)
    with suppress(FileNotFoundError):
        folder.rename(deleted)
    remove(deleted)


def replace_folder(new: Path, target: Path) -> None:
    """Moves a folder to another name; a folder that has the name already is deleted.

    Args:
        new: The folder to move, on the same disk as `target`.
        target: Its path from now on; if the move fails, the folder there stays as it was.
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
    """Gives a folder to fill, which is there whole when the block has ended, or not at all.

    Args:
        target: Its path from then on. Unlike `replace_folder` this deletes nothing: what is in the folder
            of that name by then stays, and the new one goes.

    Raises:
        DiskFull: If there is no room.
        OSError: If there is something in the target.
    """
    with translating_disk_full(target.parent):
        draft = Path(tempfile.mkdtemp(dir=target.parent, prefix=f"{UNFINISHED}{target.name}-"))
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
    """Removes what killed processes have left half written or half deleted, once it is an hour old.

    Args:
        folder: Where it may lie.
        beginning: How the names of what was to be written begin; needed where others keep hidden files too.
    """
    for path in folder.glob(f"{UNFINISHED}{beginning}*-*") if folder.is_dir() else ():
        # Another process may sweep too.
        with suppress(OSError):
            if time.time() - path.lstat().st_mtime > LEFTOVER_SECONDS:
                remove(path)


def remove(path: Path) -> None:
    """Removes a folder with all that is in it, a file, or a link but not what it leads to."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        with suppress(OSError):
            path.unlink()


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Lets one process or tab at a time do what is inside; the others wait.

    Args:
        path: The lock's file. The operating system lets it go when its process dies, however it dies.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(path, timeout=_LOCK_SECONDS):
        yield


def is_locked(path: Path) -> bool:
    """Tells whether a living process holds a lock."""
    if not path.exists():
        return False
    probe = FileLock(path)
    try:
        probe.acquire(timeout=0)
    except Timeout:
        return True
    except OSError:
        # It is no file that a process could lock.
        return False
    probe.release()
    return False
