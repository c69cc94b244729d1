"""Prints a table and keeps it as CSV beside the script that made it, with the machine it was made on."""

import os
import platform
import statistics
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

from recipes.tables import write_table

FOLDER = Path(__file__).resolve().parent


def machine() -> str:
    """Describes this machine in a few words."""
    system = f"{platform.machine()} {platform.system()}"
    return f"{_processor()}{os.cpu_count()} cores, {system}, Python {platform.python_version()}"


def _processor() -> str:
    """Returns the processor's name where the system tells it, with a comma and a space."""
    information = Path("/proc/cpuinfo")
    if not information.exists():
        return ""
    for line in information.read_text().splitlines():
        if line.startswith("model name"):
            return line.split(":")[1].strip() + ", "
    return ""


def median_ms(work: Callable[[], object], rounds: int) -> float:
    """Returns the median time of one call in milliseconds."""
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return statistics.median(times) * 1000


def keep(name: str, rows: list[dict[str, object]]) -> None:
    """Prints rows and writes them to `benchmarks/<name>.csv`.

    Args:
        name: Name of the benchmark.
        rows: Each with `what`, `value`, `unit` and `asked`.
    """
    rows = [{**row, "date": date.today().isoformat(), "machine": machine()} for row in rows]
    write_table(FOLDER / f"{name}.csv", rows)
    for row in rows:
        print(f"{row['what']:80} {row['value']:>10} {row['unit']:10} asked: {row['asked']}")


def keep_table(name: str, rows: list[dict[str, object]]) -> None:
    """Prints rows of any columns and writes them to `benchmarks/<name>.csv`."""
    write_table(FOLDER / f"{name}.csv", rows)
    for row in rows:
        print(*row.values(), sep=", ")
