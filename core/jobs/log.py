"""The output of a worker, for debugging."""

from pathlib import Path

from core.storage.files import read_regular
from core.storage.names import printable

LOG = "worker.log"
_MAX_BYTES = 64 * 2**10


def read_log(folder: Path) -> str:
    """Reads the end of a worker's output.

    Args:
        folder: The job's folder.

    Returns:
        The last lines, at most 64 KiB, with unprintable characters escaped; empty if there are none.
    """
    try:
        content = read_regular(folder / LOG, _MAX_BYTES, is_tail=True)
    except OSError:
        return ""
    lines = content.decode("utf-8", "backslashreplace").splitlines()
    # In a longer log, the first line that was read may be incomplete.
    return "\n".join(printable(line) for line in (lines[1:] if len(content) == _MAX_BYTES else lines))
