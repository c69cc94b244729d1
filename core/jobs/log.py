"""What a worker has printed, for whoever wants to know why it failed."""

from pathlib import Path

from core.storage.files import read_regular
from core.storage.names import printable

LOG = "worker.log"
_MAX_BYTES = 64 * 2**10


def read_log(folder: Path) -> str:
    """Reads the end of what the worker of a folder has printed.

    Args:
        folder: The job's folder.

    Returns:
        Its last lines, at most 64 KiB, with escapes for what could not be shown; empty if there are none.
    """
    try:
        content = read_regular(folder / LOG, _MAX_BYTES, is_tail=True)
    except OSError:
        return ""
    lines = content.decode("utf-8", "backslashreplace").splitlines()
    # The first line was cut where there are more.
    return "\n".join(printable(line) for line in (lines[1:] if len(content) == _MAX_BYTES else lines))
