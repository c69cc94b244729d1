"""The terminal command for tables: `predict --parquet`, on this machine or with `--ray` on a cluster."""

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from core.bundles.library import read_library
from core.cli.arguments import count, is_given
from core.cli.sources import local_path, tell
from core.errors import BadData
from core.plurals import counted
from core.storage.names import printable
from core.storage.paths import is_address


def add_options(predicting: argparse.ArgumentParser, form: Any) -> None:
    """Adds the options for tables to the parser of `predict`.

    Args:
        predicting: The parser.
        form: Its group of options that choose the output format.
    """
    form.add_argument(
        "--parquet", metavar="OUT", help="write Parquet tables into a folder; resumes if stopped"
    )
    predicting.add_argument(
        "--ray",
        nargs="?",
        type=_cluster_address,
        metavar="ADDRESS",
        help="with --parquet: on the Ray cluster at this address or, without one, on one started here",
    )
    predicting.add_argument(
        "--shards", type=count, metavar="N", help="with --parquet: number of parts to split the work into"
    )


def place(text: str) -> Path | str:
    """Reads a path, or an address such as s3://bucket/folder, which `Path` would change."""
    return text if is_address(text) else local_path(text)


def is_wanted(options: argparse.Namespace) -> bool:
    """Returns whether tables are requested; raises `BadData` for arguments that only work with tables."""
    if options.parquet is not None:
        return True
    for name in ("ray", "shards"):
        if is_given(options, name):
            raise BadData(f"--{name} writes tables: add --parquet OUT. Received: --{name} without it")
    for path in options.paths:
        if isinstance(path, str):
            raise BadData(
                "Answers about remote pictures can only be written to tables: add --parquet OUT, or copy the "
                "pictures to this machine. "
                f"Received: {printable(path)}"
            )
    return False


def predict(options: argparse.Namespace) -> int:
    """Writes tables of answers and of errors, and prints how many there are."""
    # PyArrow is slow to import, and no other command needs it.
    from core.distributed.places import shown_place
    from core.distributed.predicting import predict_to_tables

    bundle = read_library().find(options.network)
    places = [str(path) for path in options.paths]
    try:
        with _answer((options.ray or "") if is_given(options, "ray") else None) as answer:
            result = predict_to_tables(
                bundle, places, options.parquet, options.top, options.shards, answer, _shard_counter()
            )
    except KeyboardInterrupt:
        tell("\nStopped. Finished parts are kept; run the same command again to continue.")
        return 1
    out, written = printable(shown_place(options.parquet)), result.written
    if result.skipped:
        verb = "was" if result.skipped == 1 else "were"
        print(f"{result.skipped:,} of {counted(result.plan.shards, 'shard')} {verb} already done.")
    print(f"Added {counted(written.answers, 'answer')} to {out}/answers.")
    if written.errors:
        tell(f"{written.errors:,} could not be answered; {out}/errors says why.")
    return 1 if written.errors else 0


def _cluster_address(text: str) -> str:
    """Reads an address; raises `ArgumentTypeError` if it is empty, as that of a variable that is not set."""
    if not text.strip():
        raise argparse.ArgumentTypeError(
            "give an address, or --ray alone for a cluster on this machine. Received: nothing"
        )
    return text


@contextmanager
def _answer(address: str | None) -> Iterator[Any]:
    """Yields what answers the shards: a Ray cluster (a local one for ""), or None for no cluster."""
    if address is None:
        yield None
        return
    from core.distributed.ray_cluster import ray_cluster

    with ray_cluster(address) as answer:
        yield answer


def _shard_counter() -> Any:
    """Returns a function that prints how many shards are done, at most once per percent."""
    told = -1

    def show(done: int, total: int) -> None:
        nonlocal told
        percent = 100 * done // total
        if percent > told:
            told = percent
            tell(f"{done:,} of {counted(total, 'shard')}")

    return show
