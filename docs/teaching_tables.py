"""Tables of the page on teaching, from the benchmarks of last layers."""

from pathlib import Path

from recipes.markdown_tables import markdown_table
from recipes.storage import read_table

_FOLDER = Path(__file__).resolve().parents[1] / "benchmarks"
# What is unknown in each data set of `benchmarks/unknown.py`.
_UNKNOWN = {
    "ants_bees": "photos of other things, after ants and bees",
    "cats_dogs": "photos of other things, after cats and dogs",
    "rock_paper_scissors": "the third hand sign of rock, paper, scissors",
    "pacs_photo": "other classes of PACS photos",
    "cifar10": "other classes of CIFAR-10's tiny pictures",
}

# What is shown, and confident learning, in `benchmarks/wrong_labels.py`.
_RULES = ("what a training lists", "cleanlab, confident_learning")


def heads_table() -> str:
    """Compares the last layer with its peers, for each number of pictures, in a Markdown table."""
    headings = [
        "pictures a class",
        "Inkling's head",
        "scikit-learn's logistic regression, strength chosen by cross-validation",
        "last layer of Keras's guide",
        "Inkling's calibration error",
        "by chance alone",
        "logistic regression's",
    ]
    columns = (
        "ours_percent",
        "scikit_learn_percent",
        "keras_guide_percent",
        "calibration_error_percent",
        "calibration_error_by_chance_percent",
        "scikit_learn_calibration_error_percent",
    )
    rows = [
        [row["pictures_of_a_class"], *(f"{row[column]}%" for column in columns)]
        for row in read_table(_FOLDER / "heads.csv")
        if row["data_set"] == "mean"
    ]
    return "\n".join(markdown_table(headings, rows))


def unknown_table() -> str:
    """Compares the shares of unknown pictures that pass by each score, in a Markdown table."""
    rows = read_table(_FOLDER / "unknown.csv")
    scores = list(dict.fromkeys(row["score"] for row in rows))

    def shares(data_set: str, size: str, column: str) -> list[str]:
        found = {
            row["score"]: f"{float(row[column]):.0f}%"
            for row in rows
            if (row["data_set"], row["pictures_of_a_class"]) == (data_set, size)
        }
        return [found[score] for score in scores]

    table = [[what, *shares(data_set, "30", "unknown_percent")] for data_set, what in _UNKNOWN.items()]
    for size in ("30", "10"):
        for what, column in (
            ("mean", "unknown_percent"),
            ("people", "people_percent"),
            ("known pictures", "known_percent"),
        ):
            table.append([f"{what}, {size} pictures a class", *shares("mean", size, column)])
    return "\n".join(markdown_table(["pictures that pass", *scores], table))


def variations_table() -> str:
    """Compares which variations of each photo to learn from, in a Markdown table."""
    rows = read_table(_FOLDER / "photo_variations.csv")
    sizes = list(dict.fromkeys(row["pictures_of_a_class"] for row in rows))
    shares = {(row["learned_from"], row["pictures_of_a_class"]): f"{row['mean_percent']}%" for row in rows}
    table = [
        [learned_from, *(shares[learned_from, size] for size in sizes)]
        for learned_from in dict.fromkeys(row["learned_from"] for row in rows)
    ]
    headings = ["each photo is learned from", *(f"{size} a class" for size in sizes)]
    return "\n".join(markdown_table(headings, table))


def wrong_labels_table() -> str:
    """Compares the shares of wrong labels that are found, for each number of them, in a Markdown table."""
    rows = read_table(_FOLDER / "wrong_labels.csv")

    def shares(rule: str, column: str) -> dict[tuple[str, str], str]:
        return {
            (row["pictures_of_a_class"], row["wrong_labels"]): f"{float(row[column]):.0f}%"
            for row in rows
            if row["rule"] == rule and row[column]
        }

    ours, theirs = (shares(rule, "found_percent") for rule in _RULES)
    accused = [shares(rule, "right_ones_accused_percent") for rule in _RULES]
    table = [[*key, found, theirs[key], *(each[key] for each in accused)] for key, found in ours.items()]
    headings = ["photos a class", "wrong labels", "found", "found by confident learning"]
    headings += ["right labels listed", "listed by confident learning"]
    return "\n".join(markdown_table(headings, table))
