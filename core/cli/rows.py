"""How the terminal writes records for programs: one JSON object per line, or the rows of a CSV file."""

import csv
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from core.presentation.spreadsheet import BYTE_ORDER_MARK, without_formula
from core.storage.names import printable
from core.storage.text_files import open_whole

CSV_COLUMNS = (
    *("file", "index", "model", "sure", "milliseconds", "label", "probability", "rank"),
    *("answer", "confidence", "number", "something_else"),
)


def json_line(record: dict[str, Any]) -> str:
    """Writes a record as JSON on one line.

    All characters beyond ASCII are escaped if standard output cannot encode some of them, or if some are
    control characters, which a terminal would obey.
    """
    line = json.dumps(record, ensure_ascii=False)
    try:
        line.encode(sys.stdout.encoding or "utf-8")
    except UnicodeEncodeError:
        return json.dumps(record)
    return line if line == printable(line) else json.dumps(record)


@contextmanager
def csv_rows(path: Path | None) -> Iterator[Callable[[dict[str, Any]], None]]:
    """Yields a function that writes a record to CSV, one row per predicted class; without a path, a no-op."""
    if path is None:
        yield lambda record: None
        return
    with open_whole(path) as file:
        file.write(BYTE_ORDER_MARK)
        writer = csv.DictWriter(file, CSV_COLUMNS, extrasaction="ignore")
        writer.writeheader()

        def write(record: dict[str, Any]) -> None:
            for rank, predicted in enumerate(record["predictions"], start=1):
                row = {**record, **predicted, "rank": rank}
                writer.writerow({column: without_formula(cell) for column, cell in row.items()})

        yield write
