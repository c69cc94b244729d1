"""A whole job: lists the files or resumes, has every shard answered, and writes the tables."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
from filelock import FileLock, Timeout

from core.bundles.bundle import Bundle
from core.distributed.answering import Answerer
from core.distributed.listing import FILES_TABLE, Listing
from core.distributed.parts import Counts, PartWriter, batches_of
from core.distributed.places import Place, full_text, open_place, translating_place_errors
from core.distributed.plan import ANSWERS, ERRORS, PLAN, Plan, begin_or_resume, open_shards
from core.distributed.under_way import under_way
from core.errors import BadData
from core.inference.classifier import Classifier
from core.jobs.parallel import ordered_map
from core.storage.files import UNFINISHED, sweep
from core.storage.names import printable
from core.storage.progress import Progress, no_progress

# Files that a thread takes at once on one machine: a small file costs no more than waking another thread.
_FILES_PER_THREAD = 16
_LOCK = f"{UNFINISHED}job.lock"


@dataclass(frozen=True)
class Work:
    """What must be known about a job to answer its batches.

    Attributes:
        bundle: The network.
        places: The places that the files are in.
        top: Maximum number of classes in each answer.
        listing: The files of the job.
        plan: The job's plan, which divides the files into shards.
        shards: The shards that are not done.
        folder: The folder of the output; None if it is not on this machine.
    """

    bundle: Bundle
    places: tuple[str, ...]
    top: int
    listing: Listing
    plan: Plan
    shards: list[int]
    folder: Path | None

    def batches(self, max_files: int) -> Iterator[pa.Table]:
        """Yields the files of the open shards in batches, like `core.distributed.parts.batches_of`."""
        return batches_of(self.listing, self.plan, self.shards, max_files)


@dataclass(frozen=True)
class Result:
    """The result of a job.

    Attributes:
        plan: The job's plan.
        skipped: Number of shards that were already done.
        written: What was written this time.
    """

    plan: Plan
    skipped: int
    written: Counts


# Answers all open shards, in any order.
Answer = Callable[[Work], Iterator[pa.Table]]


def predict_to_tables(
    bundle: Bundle,
    places: Sequence[str],
    out: str,
    top: int,
    shards: int | None = None,
    answer: "Answer | None" = None,
    progress: Progress = no_progress,
) -> Result:
    """Answers all files of some places and writes the answers as Parquet tables; resumes an unfinished job.

    Args:
        bundle: The network.
        places: Folders, pictures and stroke files: paths or URIs.
        out: The folder of the output, a path or a URI: new, empty, or of the same job.
        top: Maximum number of classes in each answer.
        shards: Number of shards to divide the files into; None for as few as possible.
        answer: Answers the shards; by default, on all cores of this machine.
        progress: Called with the number of shards done and the number of all shards.

    Returns:
        What was written. Every picture and every drawing is in the table of answers or in the table of
        errors, exactly once.

    Raises:
        BadData: If the job cannot be begun or resumed, or some shards were not finished.
        CannotReadOrWrite: If a file system refuses something.
        DiskFull: If there is no room; what was written stays, and the job can be resumed.
        NetworkFailed: If the network cannot be loaded.
    """
    target = open_place(full_text(out))
    texts = tuple(full_text(place) for place in places)
    with ExitStack() as stack:
        stack.enter_context(translating_place_errors(target.text))
        if target.file_system is None:
            stack.enter_context(_only_writer(target))
        plan = begin_or_resume(target, bundle, texts, top, shards)
        if target.file_system is None:
            _sweep(Path(target.path))
        open_ones = open_shards(target, plan)
        listing = Listing(target, plan.files, len(plan.places))
        writer = PartWriter(target, plan, listing)
        skipped = plan.shards - len(open_ones)
        progress(skipped, plan.shards)
        if open_ones:
            folder = Path(target.path) if target.file_system is None else None
            work = Work(bundle, texts, top, listing, plan, open_ones, folder)
            for answered in (answer or on_this_machine)(work):
                done = writer.counts.shards
                writer.add(answered)
                if writer.counts.shards > done:
                    progress(skipped + writer.counts.shards, plan.shards)
            if writer.counts.shards < len(open_ones):
                raise BadData(
                    "Some shards were not finished; run the same command again to continue. "
                    f"Received: {writer.counts.shards:,} of {len(open_ones):,}"
                )
    return Result(plan, skipped, writer.counts)


def on_this_machine(work: Work) -> Iterator[pa.Table]:
    """Answers all open shards of a job on all cores of this machine, without Ray."""
    answerer = Answerer(Classifier(work.bundle), work.places, work.top)
    with under_way(work.folder) as notes:

        def answered(batch: pa.Table) -> list[pa.Table]:
            try:
                return list(answerer(batch, notes.begin))
            finally:
                notes.rest()

        suspects = pa.array([position for position, _ in notes.suspects], pa.int64())

        def is_suspect(batch: pa.Table) -> bool:
            return bool(pc.any(pc.is_in(batch["position"], suspects)).as_py())

        batches = partial(work.batches, _FILES_PER_THREAD)
        if len(suspects):
            for batch in filter(is_suspect, batches()):
                yield from answered(batch)
        others = (batch for batch in batches() if not (len(suspects) and is_suspect(batch)))
        # The threads must end before their notes are closed.
        with closing(ordered_map(answered, others)) as outcomes:
            for _, tables in outcomes:
                yield from tables


@contextmanager
def _only_writer(out: Place) -> Iterator[None]:
    """Lets only one job at a time write into a local folder; in a remote one, two would do the work twice."""
    folder = Path(out.path)
    if folder.exists() and not folder.is_dir():
        raise BadData(f"Choose a folder for the tables. Received: {printable(out.text)}, which is a file")
    made = [one for one in (folder, *folder.parents) if not one.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    lock = FileLock(folder / _LOCK, timeout=0)
    try:
        lock.acquire()
    except Timeout as error:
        raise BadData(
            "Another process is writing to this folder; wait for it, or choose another folder. "
            f"Received: {printable(out.text)}"
        ) from error
    try:
        yield
    finally:
        # Deleted while the lock is held: a process that waits for it sees that the file is gone, and makes a
        # new one. On Windows, the file stays until the lock is released.
        with suppress(OSError):
            (folder / _LOCK).unlink()
        lock.release()
        with suppress(OSError):
            # A refused job leaves no new folders behind; folders that are not empty are not removed.
            for one in made:
                one.rmdir()


def _sweep(folder: Path) -> None:
    """Removes files that killed jobs have left half-written, but no other hidden files."""
    for name in (PLAN, FILES_TABLE):
        sweep(folder, name)
    for name in (ANSWERS, ERRORS):
        sweep(folder / name, "part-")
