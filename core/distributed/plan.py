"""The plan of a job: its request and its shards, stored with the output so that the job can be resumed.

    OUT/
      plan.json                                the plan: a `Plan`
      files.parquet                            all files, in the order of their positions
      answers/part-000000-of-000012.parquet    answers for the files of a shard
      errors/part-000000-of-000012.parquet     the shard's files and drawings without an answer, and why

A shard is a range of positions. It is done when its answers exist, which are written last and atomically.
"""

import io
import json
import math
import re
from dataclasses import asdict
from typing import Annotated, Literal

from pydantic import ConfigDict, Field, TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass

from core.bundles.bundle import Bundle
from core.distributed.listing import FILES_TABLE, MAX_FILES, list_places, write_listing
from core.distributed.places import Place, shown_place
from core.errors import BadData
from core.storage.files import UNFINISHED
from core.storage.names import printable
from core.storage.validation import first_fault

MAX_FILES_PER_SHARD = 10_000
MAX_SHARDS = 999_999  # six digits in the names of parts
MAX_TOP = 100_000
PLAN, ANSWERS, ERRORS = "plan.json", "answers", "errors"
_OURS = {PLAN, FILES_TABLE, ANSWERS, ERRORS}
_MAX_PLAN_BYTES = 16 * 2**20
_PART = re.compile(r"part-(\d{6})-of-(\d{6})\.parquet")


@dataclass(frozen=True, config=ConfigDict(extra="forbid"))
class Plan:
    """The request for a job, and its shards.

    Attributes:
        format: The version of this format.
        network: The network's name.
        fingerprint: The fingerprint of its bundle: another network of the same name makes another job.
        places: The places, as `core.distributed.places.shown_place` returns them.
        top: Maximum number of classes in each answer.
        files: Number of files.
        shards: Number of shards that the files are divided into.
    """

    format: Literal[1]
    network: str
    fingerprint: str
    places: tuple[str, ...]
    top: Annotated[int, Field(ge=1, le=MAX_TOP)]
    files: Annotated[int, Field(ge=1, le=MAX_FILES)]
    shards: Annotated[int, Field(ge=1, le=MAX_SHARDS)]

    def range_of(self, shard: int) -> tuple[int, int]:
        """Returns the first position of a shard, and the position after its last one."""
        return shard * self.files // self.shards, (shard + 1) * self.files // self.shards

    def part_name(self, shard: int) -> str:
        """Returns the name of a shard's files, no part of which comes from outside."""
        return f"part-{shard:06}-of-{self.shards:06}.parquet"


_READER = TypeAdapter(Plan)


def begin_or_resume(
    out: Place, bundle: Bundle, places: tuple[str, ...], top: int, shards: int | None
) -> Plan:
    """Lists the files and divides them into shards, or reads the plan that was made before.

    Args:
        out: The folder of the output: new, empty, or of the same job.
        bundle: The network.
        places: The places, as `core.distributed.places.full_text` returns them.
        top: Maximum number of classes in each answer.
        shards: Number of shards; None for as few as possible. A shard has at least one file and at most
            `MAX_FILES_PER_SHARD`.

    Returns:
        The plan. Files that were added after it was made are not in it.

    Raises:
        BadData: If there is nothing to read, or the folder holds something else or another job.
        DiskFull: If there is no room.
    """
    # Asking for more classes than there are gives the same answers.
    top = min(top, len(bundle.labels))
    # Credentials are not stored, and may be others when the job is resumed.
    shown = tuple(map(shown_place, places))
    content = out.read(PLAN, _MAX_PLAN_BYTES)
    if content is not None:
        plan = _read(content, out)
        asked = (bundle.name, bundle.fingerprint, shown, top, _shards(shards or plan.shards, plan.files))
        if asked != (plan.network, plan.fingerprint, plan.places, plan.top, plan.shards):
            raise BadData(
                "This folder holds answers of another job: of another network, other pictures, or "
                f"with other options. Choose a new or an empty folder. Received: {printable(out.text)}"
            )
        return plan
    if others := [name for name in out.names() if name not in _OURS and not name.startswith(UNFINISHED)]:
        raise BadData(
            f"Choose a new or an empty folder for the tables. Received: {printable(out.text)}, which "
            f"contains {printable(others[0])}"
        )
    count = write_listing(list_places(places, out), out)
    if not count:
        names = printable(", ".join(shown))[:200]
        raise BadData(f"This contains no pictures or drawings. Received: {names}")
    plan = Plan(1, bundle.name, bundle.fingerprint, shown, top, count, _shards(shards or 1, count))
    out.write(PLAN, io.BytesIO(json.dumps(asdict(plan), ensure_ascii=True, indent=1).encode()))
    return plan


def open_shards(out: Place, plan: Plan) -> list[int]:
    """Returns the shards that are not done, in order."""
    matches = (_PART.fullmatch(name) for name in out.names(ANSWERS))
    done = {int(match[1]) for match in matches if match and int(match[2]) == plan.shards}
    return [shard for shard in range(plan.shards) if shard not in done]


def _shards(asked: int, files: int) -> int:
    return min(max(asked, math.ceil(files / MAX_FILES_PER_SHARD)), files, MAX_SHARDS)


def _read(content: bytes, out: Place) -> Plan:
    try:
        return _READER.validate_json(content)
    except ValidationError as error:
        raise BadData(
            f"The plan of this job is damaged; delete the folder and start again: {PLAN} in "
            f"{printable(out.text)}: {first_fault(error)}"
        ) from error
