"""Times predictions on Ray with 1, 2 and 4 workers: `python -m benchmarks.scale`.

The effect of more workers depends on the machine: if it has two cores, four workers share them. Processor
time is therefore measured, too: that of the workers, and that of the driver, which hands out the work.
"""

import os
import shutil
import tempfile
import time
from datetime import date
from pathlib import Path

import psutil
from PIL import Image

from benchmarks.results import keep_table
from core.bundles.library import read_library
from core.distributed.predicting import Answer, predict_to_tables
from core.distributed.ray_cluster import FILES_PER_BATCH, ray_cluster
from core.preprocessing.example_photos import EXAMPLE_PHOTOS_FOLDER
from core.storage.paths import SHIPPED
from recipes import data
from recipes.timing import machine

WORKERS = (1, 2, 4)
NETWORKS = ("digits-deep", "things-1000")
# Each shard holds one batch. The first shards are not measured, because workers are still starting.
SHARDS, WARM_SHARDS = 16, 4
DRAWINGS_PER_SHARD, PHOTOS_PER_SHARD = 80, 8
# Empty files take a worker no time, and so show how fast the driver is.
EMPTY_SHARDS = 60


class Meter:
    """Reads the clocks while shards are being processed.

    Attributes:
        warm: The clocks when the first `WARM_SHARDS` shards were done.
        last: The clocks when the last shard was done.
    """

    def __init__(self) -> None:
        self.started_seconds = time.perf_counter()
        self.first_shard_seconds = 0.0
        self.warm = self.last = (0.0, 0.0, 0.0)

    def look(self, done: int, _total: int) -> None:
        """Reads the clocks; called whenever a shard is done."""
        if done == 1:
            self.first_shard_seconds = time.perf_counter() - self.started_seconds
        clocks = time.perf_counter(), time.process_time(), worker_seconds()
        if done == WARM_SHARDS:
            self.warm = clocks
        self.last = clocks

    @property
    def seconds(self) -> tuple[float, float, float]:
        """Seconds from `warm` to `last`: elapsed, and processor time of this process and of the workers."""
        return tuple(last - warm for last, warm in zip(self.last, self.warm, strict=True))  # type: ignore[return-value]


def worker_seconds() -> float:
    """Returns the processor time of all workers so far, in seconds."""
    total = 0.0
    for process in psutil.Process().children(recursive=True):
        try:
            if "MapWorker" in " ".join(process.cmdline()):
                times = process.cpu_times()
                total += times.user + times.system
        except psutil.Error:
            continue
    return total


def bytes_below(folder: Path) -> int:
    """Returns the total size of all files in a folder, at any depth, in bytes."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def write_files(folder: Path) -> dict[str, Path]:
    """Writes digits as PNG, photos as JPEG, and empty files; returns their folders by name."""
    folders = {name: folder / name for name in ("digits-deep", "things-1000", "empty")}
    for path in folders.values():
        path.mkdir()
    for index, picture in enumerate(data.mnist("test").images[: SHARDS * DRAWINGS_PER_SHARD]):
        Image.fromarray(picture).save(folders["digits-deep"] / f"{index:05}.png")
    photos = sorted(EXAMPLE_PHOTOS_FOLDER.glob("*.jpg"))
    for index in range(SHARDS * PHOTOS_PER_SHARD):
        shutil.copy(photos[index % len(photos)], folders["things-1000"] / f"{index:05}.jpg")
    for index in range(EMPTY_SHARDS * FILES_PER_BATCH):
        (folders["empty"] / f"{index:05}.png").touch()
    return folders


def measure(network: str, workers: int, folder: Path, out: Path, answer: Answer) -> dict[str, object]:
    """Predicts a folder on a cluster; returns a row of the table."""
    shards = EMPTY_SHARDS if folder.name == "empty" else SHARDS
    meter, files = Meter(), len(os.listdir(folder))
    bundle = read_library([SHIPPED]).get(network)
    result = predict_to_tables(bundle, [str(folder)], str(out), 5, shards, answer, meter.look)
    assert result.written.answers + result.written.errors == files
    measured_shards = shards - WARM_SHARDS
    pictures = files * measured_shards / shards
    seconds, driver_seconds, workers_seconds = meter.seconds
    return {
        "what": folder.name,
        "workers": workers,
        "pictures": files,
        "pictures_per_second": round(pictures / seconds, 1),
        "worker_ms_per_picture": round(1000 * workers_seconds / pictures, 3),
        "driver_ms_per_batch": round(1000 * driver_seconds / measured_shards, 2),
        "file_bytes_per_picture": bytes_below(folder) // files,
        "table_bytes_per_picture": round(bytes_below(out) / files, 1),
        "seconds_to_first_shard": round(meter.first_shard_seconds, 1),
        "load_average": round(os.getloadavg()[0], 1),
        "date": date.today().isoformat(),
        "machine": machine(),
    }


def main() -> None:
    """Measures each number of workers, and writes and prints the table."""
    rows: list[dict[str, object]] = []
    with tempfile.TemporaryDirectory() as temporary:
        folders = write_files(Path(temporary))
        for workers in WORKERS:
            with ray_cluster("", workers) as answer:
                for name, folder in folders.items():
                    network = name if name in NETWORKS else NETWORKS[0]
                    out = Path(temporary) / f"{name}-{workers}"
                    rows.append(measure(network, workers, folder, out, answer))
                    print(rows[-1], flush=True)
    keep_table("scale", rows)


if __name__ == "__main__":
    main()
