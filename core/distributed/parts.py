"""The tables of a job: their columns, and the parts that are written when a shard is complete."""

import io
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import parquet

from core.distributed.listing import Listing
from core.distributed.places import Place, text_below
from core.distributed.plan import ANSWERS, ERRORS, Plan
from core.errors import Unforeseen

# `index` is the number of a drawing in its stroke file; it is null for a picture.
_PLACED = [("file", pa.string()), ("index", pa.int32())]
_ANSWER = [
    ("label", pa.string()),
    ("probability", pa.float32()),
    ("sure", pa.bool_()),
    ("reason", pa.string()),
    ("familiarity", pa.float32()),
    ("labels", pa.list_(pa.string())),
    ("probabilities", pa.list_(pa.float32())),
    ("milliseconds", pa.float32()),
]
ANSWERS_SCHEMA = pa.schema([*_PLACED, ("network", pa.string()), *_ANSWER])
ERRORS_SCHEMA = pa.schema([*_PLACED, ("problem", pa.string())])
# The input to answering: files with their positions in the list of all files, and their shards.
BATCH_SCHEMA = pa.schema(
    [
        ("shard", pa.int32()),
        ("position", pa.int64()),
        ("place", pa.int32()),
        ("name", pa.binary()),
        ("problem", pa.string()),
    ]
)
# The output of answering: a row for each picture and each drawing. `is_last` marks the last row of a file, so
# that it is known when no row is missing. `problem` is empty if there is an answer.
ANSWERED_SCHEMA = pa.schema(
    [
        ("shard", pa.int32()),
        ("position", pa.int64()),
        ("index", pa.int32()),
        ("is_last", pa.bool_()),
        ("problem", pa.string()),
        *_ANSWER,
    ]
)


@dataclass
class Counts:
    """What has been written.

    Attributes:
        shards: Number of shards.
        answers: Number of answers in these shards.
        errors: Number of files and drawings without an answer.
    """

    shards: int = 0
    answers: int = 0
    errors: int = 0


def batches_of(listing: Listing, plan: Plan, shards: list[int], max_files: int) -> Iterator[pa.Table]:
    """Divides the files of some shards into batches; no batch has files of two shards.

    Yields:
        Tables with the columns of `BATCH_SCHEMA`, of at most `max_files` rows.
    """
    for shard in shards:
        start, stop = plan.range_of(shard)
        files = listing.rows(start, stop)
        for first in range(0, files.num_rows, max_files):
            batch = files.slice(first, max_files)
            positions = np.arange(start + first, start + first + batch.num_rows)
            columns = [np.full(batch.num_rows, shard, np.int32), positions, *batch.columns]
            yield pa.table(columns, schema=BATCH_SCHEMA)


class PartWriter:
    """Collects answers, in any order, and writes the tables of each shard once it is complete.

    Args:
        out: The folder of the output.
        plan: The job's plan.
        listing: The job's files.
    """

    def __init__(self, out: Place, plan: Plan, listing: Listing) -> None:
        self._out, self._plan, self._listing = out, plan, listing
        self._pending: dict[int, list[pa.Table]] = defaultdict(list)
        self._missing_files: dict[int, int] = {}
        # For each shard, the rows received so far minus the rows that its `is_last` rows so far account for.
        self._rows_ahead: dict[int, int] = defaultdict(int)
        self.counts = Counts()

    def add(self, answered: pa.Table) -> None:
        """Adds answers; writes the parts of each shard that is now complete.

        Args:
            answered: A table with the columns of `ANSWERED_SCHEMA`, of any shards.

        Raises:
            DiskFull: If there is no room.
            Unforeseen: If a picture was answered twice.
        """
        for shard in pc.unique(answered["shard"]).to_pylist():
            self._add(shard, answered.filter(pc.equal(answered["shard"], shard)))

    def _add(self, shard: int, answered: pa.Table) -> None:
        start, stop = self._plan.range_of(shard)
        last = answered.filter(answered["is_last"])
        promised = pc.sum(pc.add(pc.fill_null(last["index"], 0), 1)).as_py() or 0
        self._pending[shard].append(answered)
        self._missing_files[shard] = self._missing_files.get(shard, stop - start) - last.num_rows
        self._rows_ahead[shard] += answered.num_rows - promised
        if self._missing_files[shard] == 0 and self._rows_ahead[shard] == 0:
            self._write(shard, start, stop)

    def _write(self, shard: int, start: int, stop: int) -> None:
        rows = pa.concat_tables(self._pending.pop(shard))
        del self._missing_files[shard], self._rows_ahead[shard]
        rows = rows.sort_by([("position", "ascending"), ("index", "ascending")])
        positions = np.asarray(rows["position"])
        indices = np.asarray(pc.fill_null(rows["index"], 0))
        if ((np.diff(positions) == 0) & (np.diff(indices) == 0)).any():
            raise Unforeseen(
                "A picture was answered twice, and its shard was not written; start the job again. "
                f"Received: shard {shard}"
            )
        files = self._listing.rows(start, stop)
        texts = [
            text_below(self._plan.places[place], name)
            for place, name in zip(files["place"].to_pylist(), files["name"].to_pylist(), strict=True)
        ]
        rows = rows.append_column("file", pa.array(texts, pa.string()).take(pa.array(positions - start)))
        rows = rows.append_column("network", pa.array([self._plan.network] * len(rows), pa.string()))
        is_answer = pc.equal(rows["problem"], "")
        answers, errors = rows.filter(is_answer), rows.filter(pc.invert(is_answer))
        name = self._plan.part_name(shard)
        self._put(f"{ERRORS}/{name}", errors.select(ERRORS_SCHEMA.names).cast(ERRORS_SCHEMA))
        # Written last, because it marks the shard as done.
        self._put(f"{ANSWERS}/{name}", answers.select(ANSWERS_SCHEMA.names).cast(ANSWERS_SCHEMA))
        self.counts.shards += 1
        self.counts.answers += len(answers)
        self.counts.errors += len(errors)

    def _put(self, name: str, table: pa.Table) -> None:
        content = io.BytesIO()
        parquet.write_table(table, content, compression="zstd")
        self._out.write(name, content)
