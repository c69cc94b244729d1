"""Measures the size of the container images without their base image: `python -m benchmarks.image_size`.

Installs each list of packages into a separate environment and slims it, as the Dockerfile does, and adds up
the sizes of its files. Needs a package index, and a few minutes.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.results import FOLDER, keep
from tests.deploy.dockerfile import copied_files

ROOT = FOLDER.parent
# The list of packages of each image, whether it is slimmed, and whether modules are compiled.
IMAGES = {"serve": ("requirements-serve.txt", False, True), "teach": ("requirements.txt", True, False)}
MAX_LAYERS_MB = 1_500


def size_mb(folder: Path) -> float:
    """Returns the size of a folder's files in MB (10**6 bytes); links are not followed."""
    return sum(path.lstat().st_size for path in folder.rglob("*") if not path.is_dir()) / 1e6


def installed_mb(folder: Path, packages: str, is_slim: bool, is_compiled: bool) -> float:
    """Installs packages as the Dockerfile does, and returns their size in MB.

    Args:
        folder: Folder of the environment, which is created.
        packages: File name of the list of packages.
        is_slim: Whether files that no program needs are removed.
        is_compiled: Whether modules are compiled when they are installed.
    """
    python = folder / "bin" / "python"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder)], check=True)
    pip = [sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet", "--no-cache-dir"]
    form = "--compile" if is_compiled else "--no-compile"
    subprocess.run([*pip, form, "--requirement", str(ROOT / packages)], check=True)
    if is_slim:
        subprocess.run([str(python), str(ROOT / "deploy" / "slim_packages.py")], check=True)
    return size_mb(folder)


def main() -> None:
    """Measures both images, and writes and prints the table."""
    source = sum(path.stat().st_size for path in copied_files(ROOT)) / 1e6
    rows: list[dict[str, object]] = [
        {"what": "the project itself, networks included", "value": round(source), "unit": "MB", "asked": ""}
    ]
    with tempfile.TemporaryDirectory() as folder:
        for name, steps in IMAGES.items():
            packages = installed_mb(Path(folder) / name, *steps)
            asked = f"below {MAX_LAYERS_MB:,}"
            total = round(packages + source)
            rows.append({"what": f"{name}: packages", "value": round(packages), "unit": "MB", "asked": ""})
            rows.append({"what": f"{name}: all layers", "value": total, "unit": "MB", "asked": asked})
    keep("image_size", rows)


if __name__ == "__main__":
    main()
