"""Times `predict` on a folder of 10,000 small PNG files: `python -m benchmarks.folder`."""

import subprocess
import sys
import tempfile
import time
from pathlib import Path

from PIL import Image

from benchmarks.results import FOLDER, keep
from recipes import data

COUNT = 10_000


def main() -> None:
    """Writes MNIST's test pictures as files, predicts them by command, and writes and prints the table."""
    pictures = data.mnist("test").images[:COUNT]
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "pictures"
        folder.mkdir()
        for index, picture in enumerate(pictures):
            Image.fromarray(picture).save(folder / f"{index:05}.png")
        rows = []
        for network in ("digits-deep", "digits-simple"):
            out = Path(temporary) / f"{network}.ndjson"
            command = [sys.executable, "-m", "core", "predict", str(folder), "--network", network, "--json"]
            start = time.perf_counter()
            with out.open("w") as file:
                subprocess.run(command, cwd=FOLDER.parent, stdout=file, check=True)
            seconds = time.perf_counter() - start
            assert len(out.read_text().splitlines()) == len(pictures)
            rows.append(
                {
                    "what": f"python -m core predict FOLDER --network {network}, start included",
                    "value": round(len(pictures) / seconds),
                    "unit": "pictures/s",
                    "asked": "at least 1,000" if network == "digits-deep" else "",
                }
            )
    keep("folder", rows)


if __name__ == "__main__":
    main()
