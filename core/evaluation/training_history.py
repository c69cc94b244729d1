"""The figures of each epoch of a training, as stored in a bundle."""

import io
from pathlib import Path
from typing import Any

import pandas as pd

from core.bundles.bundle import Bundle
from core.errors import BadBundle
from core.storage.files import read_regular

CURVES = ("loss", "accuracy", "val_loss", "val_accuracy")
MAX_EPOCHS, MAX_COLUMNS = 20_000, 20
_MAX_BYTES = 4 * 2**20


def read_epochs(path: Path, max_bytes: int = _MAX_BYTES, **options: Any) -> pd.DataFrame:
    """Reads a `history.csv` into a table, with limits on its size and its number of columns.

    Args:
        path: The file.
        max_bytes: The maximum size of the file.
        **options: Passed on to `pandas.read_csv`.

    Raises:
        OSError: If the file cannot be read, or is larger than `max_bytes`.
        ValueError: If it is not a table, or has too many columns.
    """
    content = read_regular(path, max_bytes)
    # pandas would take hours to make a huge number of identical column names unique.
    if content.partition(b"\n")[0].count(b",") >= MAX_COLUMNS:
        raise ValueError("too many columns")
    return pd.read_csv(io.BytesIO(content), index_col=False, **options)


def read_history(bundle: Bundle) -> pd.DataFrame:
    """Reads a bundle's `history.csv`, without trusting its contents.

    Args:
        bundle: The bundle.

    Returns:
        One row for each epoch, sorted by number, with the columns `epoch` and the four `CURVES`, and
        `learning_rate` and `seconds` if they were recorded.

    Raises:
        BadBundle: If there are no epochs or too many, or if the file cannot be read; one sentence says which.
    """
    try:
        history = read_epochs(bundle.folder / "history.csv", nrows=MAX_EPOCHS + 1)
    except (OSError, ValueError, OverflowError) as error:
        raise _damaged(bundle, type(error).__name__) from error
    if history.empty:
        raise BadBundle(
            f"{bundle.title} has no record of its training, because its weights were trained elsewhere. "
            "Received: none"
        )
    if len(history) > MAX_EPOCHS:
        raise BadBundle(f"{bundle.title} has too many epochs to show. Received: over {MAX_EPOCHS:,}")
    if "epoch" not in history:
        history.insert(0, "epoch", range(1, len(history) + 1))
    wanted = [name for name in ("epoch", *CURVES, "learning_rate", "seconds") if name in history]
    try:
        numbers = history[wanted].apply(pd.to_numeric, errors="coerce")
        numbers = numbers.replace([float("inf"), -float("inf")], None).astype(float)
    except OverflowError as error:
        raise _damaged(bundle, "a number with too many digits") from error
    if not {*CURVES} <= set(wanted) or numbers[["epoch", *CURVES]].isna().to_numpy().any():
        raise _damaged(bundle, ", ".join(str(name)[:20] for name in history.columns[:8]))
    return numbers.sort_values("epoch", kind="stable", ignore_index=True)


def best_epoch(history: pd.DataFrame) -> float:
    """Returns the epoch with the lowest loss on validation pictures."""
    return float(history.loc[history["val_loss"].idxmin(), "epoch"])


def _damaged(bundle: Bundle, received: str) -> BadBundle:
    return BadBundle(
        f"The record of the training of {bundle.title} is damaged, so there are no curves. "
        f"Received: {received}"
    )
