"""What a training made better and worse than the one before it on its data set, and whether by chance."""

from dataclasses import dataclass

from core.comparison.paired_test import PairedTest, mcnemar
from core.training.results import answers_of
from core.training.runs import Run, list_runs

# Differences of a class's share of right answers that are worth a word.
_NOTICEABLE = 0.005


@dataclass(frozen=True)
class TrainingComparison:
    """A finished training beside an earlier one on the same data set.

    Attributes:
        earlier: The earlier training.
        accuracy_change: By how much the share of right answers has changed, -1 to 1: on the pictures that
            both were asked about, or on what each was measured on if there are none.
        test: McNemar's test on the pictures that both were asked about, this training first; None if there
            are none, or it is not known which they were.
        may_be_chance: Whether the change could be chance: by that test, else if the 95 % intervals of both
            accuracies overlap.
        better: By how much each class that is now answered better is so, the most first.
        worse: The same of each class that is now answered worse; below 0.
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
    now, before = run.outcome, last.outcome
    assert before is not None
    share_before = dict(zip(before.labels, before.per_class, strict=True))
    share_now = dict(zip(now.labels, now.per_class, strict=True))
    changes = {
        label: share - earlier_share
        for label, share in share_now.items()
        if share is not None and (earlier_share := share_before.get(label)) is not None
    }
    ordered = sorted(changes.items(), key=lambda change: -abs(change[1]))
    test = _test(run, last)
    if test is None:
        change = now.accuracy - before.accuracy
        may_be_chance = now.accuracy_low <= before.accuracy_high and before.accuracy_low <= now.accuracy_high
    else:
        change = (test.first_alone - test.second_alone) / test.pictures
        may_be_chance = test.may_be_chance
    return TrainingComparison(
        last,
        change,
        test,
        may_be_chance,
        {label: change for label, change in ordered if change >= _NOTICEABLE},
        {label: change for label, change in ordered if change <= -_NOTICEABLE},
        tuple(label for label in share_now if label not in share_before),
        now.is_cross_validated == before.is_cross_validated,
    )


def _test(run: Run, earlier: Run) -> PairedTest | None:
    """Tests the two on the pictures of which both were asked, and whose class is still the same."""
    now, before = (answers_of(one).drop_duplicates("number") for one in (run, earlier))
    both = now.merge(before, on=["number", "label"], suffixes=("", "_before"))
    if both.empty:
        return None
    right = [(both[answer] == both["label"]).to_numpy(bool) for answer in ("answer", "answer_before")]
    return mcnemar(0, 1, right)
