"""Compares this version with an earlier one: `python -m benchmarks.side_by_side CHECKOUT NAME ...`.

Each benchmark runs in both checkouts in turn, with this Python, for a number of rounds, so that a noisy
machine disturbs both alike. The medians of both versions and their ratio are reported. The benchmarks' own
tables are left unchanged.

    python -m benchmarks.side_by_side ../before answer folder latency startup
    python -m benchmarks.side_by_side ../before photos --weights mobilenet_v2.weights.h5
"""

import argparse
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median

from benchmarks.results import FOLDER, keep
from recipes.storage import read_table

ROOT = FOLDER.parent
_SMALLER_IS_BETTER = {"ms", "s", "MB"}


def measured(checkout: Path, name: str, arguments: Sequence[str]) -> dict[str, tuple[float, str]]:
    """Runs a benchmark in a checkout; returns the value and unit of each row by the row's description."""
    table = checkout / "benchmarks" / f"{name}.csv"
    before = table.read_bytes()
    try:
        subprocess.run([sys.executable, "-m", f"benchmarks.{name}", *arguments], cwd=checkout, check=True)
        return {row["what"]: (float(row["value"]), row["unit"]) for row in read_table(table)}
    finally:
        table.write_bytes(before)


def compared(
    earlier: Sequence[dict[str, tuple[float, str]]], now: Sequence[dict[str, tuple[float, str]]]
) -> Iterator[dict[str, object]]:
    """Puts the medians of two versions side by side.

    Args:
        earlier: The results of each round with the earlier version, as `measured` returns them.
        now: The results of each round with this version.

    Yields:
        A row for each figure that both versions have; `unit` says whether smaller or larger is better.
    """
    for what, (_, unit) in now[0].items():
        rounds = [
            (one[what][0], other[what][0]) for one, other in zip(earlier, now, strict=True) if what in one
        ]
        if not rounds:
            continue
        old, new = (median(values) for values in zip(*rounds, strict=True))
        ratio = new / old if old else 1.0
        yield {
            "what": f"{what}: now / before",
            "value": round(ratio, 3),
            "unit": "times, smaller is better" if unit in _SMALLER_IS_BETTER else "times, larger is better",
            "asked": "no worse",
            "before": old,
            "now": new,
            "measured in": unit,
        }


def main() -> None:
    """Runs the benchmarks in turn, and writes and prints the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("checkout", type=Path)
    parser.add_argument("names", nargs="+")
    parser.add_argument("--weights", type=Path)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    arguments = [str(options.weights.resolve())] if options.weights else []
    rows: list[dict[str, object]] = []
    for name in options.names:
        earlier, now = [], []
        for _ in range(options.rounds):
            earlier.append(measured(options.checkout.resolve(), name, arguments))
            now.append(measured(ROOT, name, arguments))
        rows += compared(earlier, now)
    keep("side_by_side", rows)


if __name__ == "__main__":
    main()
