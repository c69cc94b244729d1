"""The scripts of our components, each with what all of them share."""

from pathlib import Path

_SHARED = Path(__file__).with_name("send_alone.js")


def component_script(path: Path) -> str:
    """Reads a component's script; `sendAlone` is known in it.

    Args:
        path: Path of the script, a module.
    """
    return "\n".join(file.read_text(encoding="utf-8") for file in (path, _SHARED))
