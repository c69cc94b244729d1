"""Reads the scripts of our components, and adds the code that they share."""

from pathlib import Path

_SHARED = Path(__file__).with_name("send_alone.js")


def component_script(path: Path) -> str:
    """Reads a component's script and adds the function `sendAlone`, which the script can call.

    Args:
        path: Path of the script, a JavaScript module.
    """
    return "\n".join(file.read_text(encoding="utf-8") for file in (path, _SHARED))
