"""Where things lie: what is shipped, and what a person makes."""

import os
from pathlib import Path

import platformdirs

SHIPPED = Path(__file__).resolve().parents[2] / "models"


def home() -> Path:
    """Returns where what a person makes is kept: `INKLING_HOME`, or the platform's user data folder."""
    return Path(os.environ.get("INKLING_HOME") or platformdirs.user_data_dir("inkling", appauthor=False))


def bundle_folders() -> tuple[Path, ...]:
    """Returns the folders of bundles: the shipped ones, those of Keras Applications, the user's own."""
    return SHIPPED, home() / "networks", home() / "models"
