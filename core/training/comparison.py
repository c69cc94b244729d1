"""What a training made better and worse than the one before it on the same data set."""

from dataclasses import dataclass

from core.training.runs import Run, list_runs

# Differences of a class's share of right answers that are worth a word.
_NOTICEABLE = 0.005


@dataclass(frozen=True)
class Comparison:
    """A finished training beside an earlier one on the same data set.

    Attributes:
        earlier: The earlier training.
        accuracy_change: By how much the share of right answers has changed, -1 to 1.
        better: By how much each class that is now answered better is so, the most first.
        worse: The same of each class that is now answered worse; below 0.
        new_labels: Classes that the earlier network did not know.
        is_fair: Whether both were measured in the same way, on test pictures or by cross-validation.
    """

    earlier: Run
    accuracy_change: float
    better: dict[str, float]
    worse: dict[str, float]
    new_labels: tuple[str, ...]
    is_fair: bool


def compare_with_earlier(run: Run, runs: list[Run] | None = None) -> Comparison | None:
    """Compares a finished training with the last finished one before it on the same data set.

    Args:
        run: The training.
        runs: All trainings; by default, they are read.

    Returns:
        The comparison, or None if it is the first one.
    """
    earlier = [
        each
        for each in (list_runs() if runs is None else runs)
        if each.request.data_set == run.request.data_set
        and each.outcome is not None
        and (each.created, each.name) < (run.created, run.name)
    ]
    if run.outcome is None or not earlier:
        return None
    last = max(earlier, key=lambda each: (each.created, each.name))
    assert last.outcome is not None
    before = dict(zip(last.outcome.labels, last.outcome.per_class, strict=True))
    after = dict(zip(run.outcome.labels, run.outcome.per_class, strict=True))
    changes = {
        label: share - earlier_share
        for label, share in after.items()
        if share is not None and (earlier_share := before.get(label)) is not None
    }
    ordered = sorted(changes.items(), key=lambda change: -abs(change[1]))
    return Comparison(
        last,
        run.outcome.accuracy - last.outcome.accuracy,
        {label: change for label, change in ordered if change >= _NOTICEABLE},
        {label: change for label, change in ordered if change <= -_NOTICEABLE},
        tuple(label for label in after if label not in before),
        run.outcome.is_cross_validated == last.outcome.is_cross_validated,
    )
