"""What a training made better or worse than the previous one on its data set, and whether by chance."""

from dataclasses import dataclass

import pandas as pd

from core.comparison.paired_test import PairedTest, mcnemar
from core.training.results import answers_of
from core.training.runs import Run, list_runs

# The least change in a class's share of right answers that is worth mentioning.
_NOTICEABLE = 0.005


@dataclass(frozen=True)
class TrainingComparison:
    """A finished training compared with an earlier one on the same data set.

    Attributes:
        earlier: The earlier training.
        accuracy_change: The change in the share of right answers, -1 to 1: on the pictures that both were
            asked about or, if there are none, on the pictures that each was measured on.
        test: McNemar's test on the pictures that both were asked about, this training first; None if there
            are none, or if they are not known.
        may_be_chance: Whether the change could be chance: according to that test or, without one, if the 95 %
            intervals of both accuracies overlap.
        better: The change for each class that is now answered better, largest first; on the same pictures as
            `accuracy_change`.
        worse: The same for each class that is now answered worse; the changes are below 0.
        new_labels: Classes that the earlier network did not know.
        is_fair: Whether both were measured in the same way, on test pictures or by cross-validation.
    """

    earlier: Run
    accuracy_change: float
    test: PairedTest | None
    may_be_chance: bool
    better: dict[str, float]
    worse: dict[str, float]
    new_labels: tuple[str, ...]
    is_fair: bool


def compare_with_earlier(run: Run, runs: list[Run] | None = None) -> TrainingComparison | None:
    """Compares a finished training with the last finished one before it on the same data set.

    Args:
        run: The training.
        runs: All trainings; by default, they are read from disk.

    Returns:
        The comparison; None if the training has not finished, or is the first one.
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
    now, before = run.outcome, last.outcome
    assert before is not None
    share_before = dict(zip(before.labels, before.per_class, strict=True))
    share_now = dict(zip(now.labels, now.per_class, strict=True))
    both = _asked_about_by_both(run, last)
    if both.empty:
        test = None
        change = now.accuracy - before.accuracy
        may_be_chance = now.accuracy_low <= before.accuracy_high and before.accuracy_low <= now.accuracy_high
        changes = {
            label: share - earlier_share
            for label, share in share_now.items()
            if share is not None and (earlier_share := share_before.get(label)) is not None
        }
    else:
        is_right = {one: both[one] == both["label"] for one in ("answer", "answer_before")}
        test = mcnemar(0, 1, [right.to_numpy(bool) for right in is_right.values()])
        change = (test.first_alone - test.second_alone) / test.pictures
        may_be_chance = test.may_be_chance
        gains = is_right["answer"].astype(int) - is_right["answer_before"].astype(int)
        changes = gains.groupby(both["label"]).mean().to_dict()
    ordered = sorted(changes.items(), key=lambda change: -abs(change[1]))
    return TrainingComparison(
        last,
        change,
        test,
        may_be_chance,
        {label: change for label, change in ordered if change >= _NOTICEABLE},
        {label: change for label, change in ordered if change <= -_NOTICEABLE},
        tuple(label for label in share_now if label not in share_before),
        now.measured_on == before.measured_on or not (now.folds or before.folds),
    )


def _asked_about_by_both(run: Run, earlier: Run) -> pd.DataFrame:
    """Returns the answers of both to the same pictures, if these still have the same class."""
    now, before = (answers_of(one).drop_duplicates("number") for one in (run, earlier))
    return now.merge(before, on=["number", "label"], suffixes=("", "_before"))
