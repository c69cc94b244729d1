"""Medians of both versions, and whether smaller or larger is better."""

import pytest

from benchmarks.side_by_side import compared, measured

NAME = "loom"
SCRIPT = """
from pathlib import Path
Path("benchmarks/loom.csv").write_text("what,value,unit\\ncloth,{value},ms\\n")
"""


def test_medians_and_ratio_of_what_both_have():
    earlier = [{"cloth": (value, "ms")} for value in (4.0, 9.0, 5.0)]
    now = [{"cloth": (value, "ms"), "new": (1.0, "ms")} for value in (10.0, 2.0, 10.0)]
    (row,) = compared(earlier, now)
    assert (row["before"], row["now"], row["value"]) == (5.0, 10.0, 2.0)
    assert "smaller is better" in row["unit"]


def test_of_a_rate_larger_is_better():
    (row,) = compared([{"cloth": (100.0, "pictures/s")}], [{"cloth": (150.0, "pictures/s")}])
    assert row["value"] == pytest.approx(1.5)
    assert "larger is better" in row["unit"]


def test_a_benchmark_runs_in_its_checkout_and_leaves_its_table_alone(tmp_path):
    folder = tmp_path / "benchmarks"
    folder.mkdir()
    (folder / "__init__.py").touch()
    (folder / f"{NAME}.py").write_text(SCRIPT.format(value=7))
    (folder / f"{NAME}.csv").write_text("kept")
    assert measured(tmp_path, NAME, []) == {"cloth": (7.0, "ms")}
    assert (folder / f"{NAME}.csv").read_text() == "kept"
