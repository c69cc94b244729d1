"""The figures on wrong labels that users read."""

from benchmarks.results import FOLDER
from recipes.storage import read_table
from tests.conftest import ROOT


def test_the_changelog_says_how_many_wrong_labels_are_found():
    def found(rule):
        shares = [
            float(row["found_percent"])
            for row in read_table(FOLDER / "wrong_labels.csv")
            if (row["rule"], row["pictures_of_a_class"]) == (rule, "25") and row["found_percent"]
        ]
        return f"{min(shares):.0f} to {max(shares):.0f}%"

    changes = " ".join((ROOT / "CHANGELOG.md").read_text(encoding="utf-8").split())
    now, before = found("what a training lists"), found("cleanlab, confident_learning")
    assert f"With 25 photos per class, this finds {now} of wrong labels ({before} before)." in changes
