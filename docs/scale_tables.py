"""Tables of what a hundred million pictures take, from `benchmarks/scale.csv`, for `docs.make_tables`."""

from pathlib import Path

from core.distributed.ray_cluster import FILES_PER_BATCH
from recipes.storage import read_table

PICTURES = 100_000_000
CORES_PER_MACHINE = 16
MACHINES = (1, 10, 100)
_EMPTY, _EMPTY_FILES = "empty", "empty files"
_TABLE = Path(__file__).resolve().parents[1] / "benchmarks" / "scale.csv"


def measured_table() -> str:
    """Puts the measurements with 1, 2 and 4 workers into a Markdown table."""
    lines = [
        "| what | workers | pictures a second | worker's processor, a picture "
        "| driver's processor, a batch | first shard after | processes that wanted a core |",
        "|---|---|---|---|---|---|---|",
    ]
    for row in read_table(_TABLE):
        cells = [
            _EMPTY_FILES if row["what"] == _EMPTY else f"`{row['what']}`",
            row["workers"],
            f"{float(row['pictures_per_second']):,.0f}",
            f"{float(row['worker_ms_per_picture']):.2f} ms",
            f"{float(row['driver_ms_per_batch']):.0f} ms",
            f"{float(row['seconds_to_first_shard']):.0f} s",
            row["load_average"],
        ]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def estimate_table() -> str:
    """Estimates what a hundred million pictures take from the figures of one worker, as a Markdown table.

    The hours are the larger of two times: the workers' time, which shrinks as their number grows, and the
    time of the driver, which hands out each batch and writes each part, and which does not shrink.
    """
    hours = [f"hours on {count} machine{'s' if count > 1 else ''}" for count in MACHINES]
    lines = [
        f"| network | processor hours | {' | '.join(hours)} | driver busy with | read, then written |",
        f"|---|---|{'---|' * len(hours)}---|---|",
    ]
    rows = [row for row in read_table(_TABLE) if row["workers"] == "1"]
    # While workers are busy, the driver keeps checking whether they are done. What a batch really costs the
    # driver therefore shows only with empty files, which are done immediately.
    batch_ms = [float(row["driver_ms_per_batch"]) for row in rows if row["what"] == _EMPTY]
    for row in rows:
        if row["what"] == _EMPTY:
            continue
        driver_seconds = batch_ms[0] / 1000 / FILES_PER_BATCH
        worker_seconds = float(row["worker_ms_per_picture"]) / 1000
        cells = [f"`{row['what']}`", f"{PICTURES * worker_seconds / 3600:,.0f}"]
        for count in MACHINES:
            seconds = max(worker_seconds / (count * CORES_PER_MACHINE), driver_seconds)
            cells.append(f"{PICTURES * seconds / 3600:,.1f}")
        cells.append(
            f"{worker_seconds / driver_seconds:,.0f} cores, {1 / driver_seconds:,.0f} pictures a second"
        )
        read = PICTURES * float(row["file_bytes_per_picture"]) / 1e9
        written = PICTURES * float(row["table_bytes_per_picture"]) / 1e9
        cells.append(f"{read:,.0f} GB, {written:,.1f} GB")
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)
