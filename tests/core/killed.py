"""What a process that is killed leaves on the disk, wherever it is killed."""

import shutil
import sys

# Everything that changes names or times of files; what is in a file counts when it gets its name.
_EVENTS = {"open", "os.mkdir", "os.remove", "os.rename", "os.rmdir", "os.utime"}
_watchers = []


def _watch(event, _):
    if event in _EVENTS and _watchers:
        _watchers[-1]()


def left_when_killed(folder, copies, work):
    """Does some work on a folder, and copies the folder before each of its operations on files.

    Args:
        folder: The folder that the work changes.
        copies: Path of a new folder for the copies.
        work: The work.

    Returns:
        The copies: what a process would leave that is killed at that moment.
    """
    left = []

    def copy():
        _watchers.append(lambda: None)
        try:
            left.append(shutil.copytree(folder, copies / str(len(left)), symlinks=True))
        finally:
            _watchers.pop()

    copies.mkdir()
    if not hasattr(left_when_killed, "is_watching"):
        sys.addaudithook(_watch)
        left_when_killed.is_watching = True
    _watchers.append(copy)
    try:
        work()
    finally:
        _watchers.pop()
    return left
