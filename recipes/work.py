"""Where recipes keep what they have not finished."""

import os
from pathlib import Path


def work_folder(name: str) -> Path:
    """Returns where a recipe keeps its checkpoints: in `INKLING_WORK`, or in `work/` in the repository."""
    root = Path(os.environ.get("INKLING_WORK", Path(__file__).resolve().parents[1] / "work"))
    return root / name
