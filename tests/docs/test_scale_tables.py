"""The cost of a hundred million pictures, checked against a calculation by hand."""

import pytest

from docs import scale_tables
from recipes.storage import read_table, write_table


@pytest.fixture
def measured(tmp_path, monkeypatch):
    """A table with 36 ms of worker time per picture, and 256 ms of driver time per batch of 256."""
    row = {
        "what": "things-1000",
        "workers": 1,
        "pictures_per_second": 27.8,
        "worker_ms_per_picture": 36,
        "driver_ms_per_batch": 700,
        "file_bytes_per_picture": 50_000,
        "table_bytes_per_picture": 20,
        "seconds_to_first_shard": 9,
        "load_average": 1.5,
    }
    empty = {**row, "what": "empty", "worker_ms_per_picture": 0.1, "driver_ms_per_batch": 256}
    write_table(tmp_path / "scale.csv", [row, empty, {**row, "workers": 4}])
    monkeypatch.setattr(scale_tables, "_TABLE", tmp_path / "scale.csv")


def test_hours_are_those_of_the_workers_until_the_driver_is_the_slower_one(measured):
    head, _, line = scale_tables.estimate_table().splitlines()
    cells = dict(zip(head.strip("| ").split(" | "), line.strip("| ").split(" | "), strict=True))
    # The driver needs 1 ms per picture, so beyond 36 cores nothing gets faster.
    assert cells == {
        "network": "`things-1000`",
        "processor hours": "1,000",
        "hours on 1 machine": "62.5",
        "hours on 10 machines": "27.8",
        "hours on 100 machines": "27.8",
        "driver busy with": "36 cores, 1,000 pictures a second",
        "read, then written": "5,000 GB, 2.0 GB",
    }


def test_every_measurement_has_a_row(measured):
    rows = scale_tables.measured_table().splitlines()[2:]
    assert rows[1:] == [
        "| empty files | 1 | 28 | 0.10 ms | 256 ms | 9 s | 1.5 |",
        "| `things-1000` | 4 | 28 | 36.00 ms | 700 ms | 9 s | 1.5 |",
    ]
    assert len(rows) == len(read_table(scale_tables._TABLE)) == 3
