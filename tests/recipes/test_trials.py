"""The table of trials, and what is read from the histories of trainings."""

from recipes import digits
from recipes.storage import TRIALS, read_table, work_folder, write_table
from recipes.trials import ideas, trainings


def test_the_committed_table_holds_these_ideas_in_this_order():
    table = [(row["network"], row["idea"]) for row in read_table(TRIALS)]
    assert table == [(trial.measured_on.name, trial.idea) for trial in ideas()]


def test_a_training_is_summed_up_from_its_history(tmp_path, monkeypatch):
    monkeypatch.setenv("INKLING_WORK", str(tmp_path))
    assert list(trainings()) == []
    history = [{"epoch": 1, "accuracy": 0.5, "seconds": 50}, {"epoch": 2, "accuracy": 0.98765, "seconds": 70}]
    write_table(work_folder(digits.DEEP.name) / "history.csv", history)
    assert list(trainings()) == [
        {"training": "digits-deep", "epochs": 2, "right in training": "98.77%", "minutes": 2}
    ]
    before = [{"training": "digits-deep", "epochs": 9}, {"training": "animals-simple", "epochs": 60}]
    assert [row["epochs"] for row in trainings(before)] == [2, 60]
