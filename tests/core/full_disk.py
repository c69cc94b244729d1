"""A full disk, simulated with a limit of the operating system, or until room is made."""

import errno
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from core.storage.paths import home
from core.storage.reserve import RESERVE_BYTES, hold_reserve


@contextmanager
def full_disk() -> Iterator[None]:
    """Prevents all files of this process from growing while the block runs, as on a full disk."""
    resource = pytest.importorskip("resource")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@contextmanager
def full_disk_with_reserve(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Prevents files and folders from being created while there is a reserve, as on a full disk."""
    with monkeypatch.context() as patch:
        patch.setattr(shutil, "disk_usage", lambda folder: SimpleNamespace(free=2**40, used=0))
        home().mkdir(parents=True, exist_ok=True)
        hold_reserve()
    path = home() / ".reserve"
    assert path.stat().st_size == RESERVE_BYTES
    mkstemp, mkdir = tempfile.mkstemp, Path.mkdir

    def require_no_reserve(named: object) -> None:
        if path.exists():
            raise OSError(errno.ENOSPC, "No space left on device", str(named))

    def create_file(*args: Any, **options: Any) -> Any:
        require_no_reserve(options.get("dir"))
        return mkstemp(*args, **options)

    def create_folder(folder: Path, *args: Any, **options: Any) -> None:
        if not folder.is_dir():
            require_no_reserve(folder)
        mkdir(folder, *args, **options)

    with monkeypatch.context() as patch:
        patch.setattr(tempfile, "mkstemp", create_file)
        patch.setattr(Path, "mkdir", create_folder)
        yield
