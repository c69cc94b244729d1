"""Writes `recipes/RESULTS.md` from the cards and the tables of trials: `python -m benchmarks.summary`."""

import os
from collections.abc import Iterator
from pathlib import Path

from benchmarks.results import FOLDER
from benchmarks.robustness import REAL_ROTATION_DEGREES, largest_loss
from core.bundles.bundle import Bundle
from core.bundles.library import read_library
from core.storage.paths import SHIPPED
from recipes.markdown_tables import markdown_table
from recipes.sources import FIGURES, NETWORKS, TABLES
from recipes.stages import staged_networks, stages_table
from recipes.storage import DISCARDED, OUT_OF_DISTRIBUTION, STRANGERS, TRAININGS, TRIALS, read_table

PAGE = Path(__file__).resolve().parents[1] / "recipes" / "RESULTS.md"
_INTRODUCTION = """# What the shipped networks reach, and what was tried

Written by `python -m benchmarks.summary`; do not edit. The figures of the shipped networks are from their
cards, and were measured on test drawings. Ideas were compared on validation drawings, except that the way
to finish `digits-deep` followed from mistakes on test drawings (see "One network after another").
"""
_SOURCES = """Test parts, on which networks that shipped earlier were measured, too. Each cell has four
percentages: right; sure (in brackets, for the digit that the network is least often sure of); right when it
is sure; calibration error. A picture on which the app finds no drawing counts as wrong. Optical digits and
drawn photos of paper were used neither for training nor for choosing a temperature."""
_STAGES = """The results of successive networks of the same name on the same test parts. Empty cells were not
measured, or not in the same way. The test part of pen strokes was also used to choose: the networks misread
none of the validation writers' digits, so the way to finish `digits-deep` followed from its mistakes on
unseen writers' strokes. The last gain on these is thus somewhat optimistic."""
_MEGABYTE = 1_000_000
_OPTIMISTIC = (
    "the best of several epochs was best on validation by luck: 37 to 50 of 10,000 slightly varied "
    "validation digits were wrong, compared with 32 before; on pen strokes, three times as many as before"
)
# What was tried and why it is not used, by the name of its history.
_DISCARDED = {
    **{
        f"digits-restart-{number}": (
            f"digits: training restarted at a high rate on MNIST alone, best epoch kept ({number})",
            _OPTIMISTIC,
        )
        for number in range(1, 5)
    },
    "digits-restart-pen": (
        "digits: the same, then pen strokes again",
        "no epoch was better than the start",
    ),
}
# Limits in per cent by network and by the first word of a kind of unfamiliar drawing; 5 % for other kinds.
_MOST_ACCEPTED: dict[str, dict[str, float]] = {
    "digits-deep": {},
    "animals-deep": {"drawings": 8},
    "sketches-345": {"scribbles": 20, "digits": 10},
}
# The share of the ink in words, and the percentage of drawings that should be read right, by that share.
_EARLY = {"0.5": ("half", 30), "0.75": ("three quarters", 55)}
_PART_FIGURES = ("accuracy", "balanced_accuracy", "top5_accuracy", "calibration_error_after", "accepted")


def asked_and_reached(bundles: dict[str, Bundle]) -> Iterator[tuple[str, str, str, str, bool]]:
    """Compares every shipped network with its targets.

    Args:
        bundles: The shipped bundles, by name.

    Yields:
        The network, what is measured, the target, the measured value, and whether the target is met.
    """

    def least(name: str, part: str, key: str, percent: float, what: str) -> tuple[str, str, str, str, bool]:
        value = 100 * getattr(bundles[name].card.figures[part], key)
        return name, f"{what}, {part}", f"at least {percent:g}%", f"{value:.2f}%", value >= percent

    def most(name: str, what: str, unit: str, limit: float, value: float) -> tuple[str, str, str, str, bool]:
        return name, what, f"at most {limit:g}{unit}", f"{value:.2f}{unit}", value <= limit

    held_back = "held-back drawings"
    yield least("digits-deep", "MNIST test", "accuracy", 99.7, "right")
    yield least("digits-deep", "pen, from a canvas picture", "accuracy", 99.2, "right")
    yield least("animals-deep", held_back, "balanced_accuracy", 96, "right, every animal counting the same")
    yield least("animals-deep", held_back, "lowest_class_accuracy", 92, "right, worst animal")
    yield least("sketches-345", held_back, "balanced_accuracy", 70, "right, every category counting the same")
    yield least("sketches-345", held_back, "balanced_top5_accuracy", 90, "among the five most likely")
    yield least("sketches-50", held_back, "balanced_accuracy", 92, "right, every category counting the same")
    for name, limit in (("digits-deep", 2), ("sketches-345", 6)):
        size = bundles[name].card.size_bytes["model.tflite"] / _MEGABYTE
        yield most(name, "size of the network", " MB", limit, size)
    for name, bundle in bundles.items():
        if bundle.task == "photos":
            continue  # measured on too few pictures to be reliable
        part, figures = next(iter(bundle.card.figures.items()))
        limit = 0.5 if bundle.task == "digits" else 2
        error = 100 * figures.calibration_error_after
        yield most(name, f"calibration error, {part}", "%", limit, error)
    for name, limits in _MOST_ACCEPTED.items():
        for kind, rate in bundles[name].card.false_positive_rate.items():
            limit = next((limits[word] for word in limits if kind.startswith(word)), 5)
            yield most(name, f"wrongly accepted: {kind}", "%", limit, 100 * rate)
    for row in read_table(FOLDER / "early.csv"):
        if row["network"] == "sketches-345" and row["ink"] in _EARLY:
            ink, percent = _EARLY[row["ink"]]
            value = 100 * float(row["accuracy"])
            what = f"right after {ink} of the ink, every category counting the same"
            yield row["network"], what, f"at least {percent}%", f"{value:.2f}%", value >= percent
    robustness = read_table(FOLDER / "robustness.csv")
    for name, bundle in bundles.items():
        if bundle.task == "digits" and robustness:
            what = (
                f"percentage points lost when turned up to {REAL_ROTATION_DEGREES} degrees, "
                "in any size, position, pen and colour"
            )
            yield most(name, what, "", 1, largest_loss(robustness, name))
    for name, bundle in bundles.items():
        if bundle.card.speed and bundle.task != "photos":
            slowest = max(bundle.card.speed.times_ms)
            yield most(name, "one drawing on one core", " ms", 8, slowest)
    total = sum(path.stat().st_size for path in SHIPPED.rglob("*") if path.is_file())
    yield most("all together", "size in the repository", " MB", 35, total / _MEGABYTE)


def _share(value: float | None) -> str:
    return "" if value is None else f"{value:.2%}"


def page() -> str:
    """Returns the whole page."""
    bundles = read_library([SHIPPED]).bundles
    machine = next(bundle.card.speed.machine for bundle in bundles.values() if bundle.card.speed)
    lines = [_INTRODUCTION, "## Targets and results", "", f"Times were measured on {machine}.", ""]
    lines += markdown_table(
        ("network", "what", "target", "result", "met"),
        [(*row[:4], "yes" if row[4] else "**no**") for row in asked_and_reached(bundles)],
    )
    lines += ["", "## Every test part", ""]
    lines += markdown_table(
        (
            "network",
            "drawings",
            "right",
            "every class counting the same",
            "top 5",
            "calibration error",
            "accepted",
        ),
        [
            (
                f"{name}, {part}",
                f"{figures.images:,}",
                *(_share(getattr(figures, key)) for key in _PART_FIGURES),
            )
            for name, bundle in bundles.items()
            for part, figures in bundle.card.figures.items()
        ],
    )
    lines += ["", "## Digits from every source", "", _SOURCES, ""]
    lines += markdown_table(*_sources_table())
    lines += ["", "## One network after another", "", _STAGES, ""]
    for network in staged_networks():
        lines += [f"### `{network}`", "", *markdown_table(*stages_table(network)), ""]
    lines += ["## The effect of each idea", ""]
    lines += [
        "Each row changes one thing in a row above it. Times are for the network alone and one drawing.",
        "",
    ]
    tried = read_table(TRIALS)
    for network in dict.fromkeys(row["network"] for row in tried):
        rows = [row for row in tried if row["network"] == network]
        lines += [f"### `{network}`, on {rows[0]['drawings']} validation drawings", ""]
        lines += markdown_table(
            ("idea", "right", "every class counting the same", "top 5", "size", "time"),
            [
                (
                    row["idea"],
                    *(f"{float(row[key]):.2%}" for key in ("accuracy", "balanced accuracy", "top-5")),
                    f"{row['megabytes']} MB",
                    f"{row['milliseconds']} ms" if row["milliseconds"] else "",
                )
                for row in rows
            ],
        )
        lines += [""]
    lines += ["## Detecting out-of-distribution drawings", ""]
    lines += ["Share of out-of-distribution drawings that pass when 95% of the validation drawings do.", ""]
    compared = read_table(OUT_OF_DISTRIBUTION)
    for label_set in dict.fromkeys(row["label set"] for row in compared):
        rows = [row for row in compared if row["label set"] == label_set]
        kinds = list(dict.fromkeys(row["kind"] for row in rows))
        rates: dict[tuple[str, str], dict[str, str]] = {}
        for row in rows:
            key = row["score"], row["outlier exposure"]
            rates.setdefault(key, {})[row["kind"]] = f"{float(row['false positive rate']):.1%}"
        lines += markdown_table(
            (f"{label_set}: score", "outlier exposure", *kinds),
            [(*key, *(rate_by_kind[kind] for kind in kinds)) for key, rate_by_kind in rates.items()],
        )
        lines += [""]
    lines += ["## Unfamiliar photos", ""]
    lines += ["Share of unfamiliar pictures that pass when 98% of 100 ImageNet samples do.", ""]
    shares = [
        (row["strangers"], row["pictures"], *(f"{float(row[score]):.1%}" for score in list(row)[2:]))
        for row in read_table(STRANGERS)
    ]
    lines += markdown_table(tuple(read_table(STRANGERS)[0]), shares)
    lines += ["", "## Trainings", ""]
    lines += markdown_table(
        ("training", "epochs", "right in training", "minutes"),
        [tuple(row.values()) for row in read_table(TRAININGS)],
    )
    lines += ["", "## What did not help", ""]
    lines += markdown_table(
        ("idea", "epochs", "best in validation", "why it was dropped"),
        [(idea, *_best_epoch(run), why) for run, (idea, why) in _DISCARDED.items()],
    )
    return "\n".join(lines) + "\n"


def _sources_table() -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """Returns the head and the rows of a table with one row per source and one column per network."""
    rows = []
    for row in read_table(TABLES["test"]):
        cells = []
        for network in NETWORKS:
            right, sure, least, right_where_sure, error = (row[f"{network}: {figure}"] for figure in FIGURES)
            whole = f"{right}; {sure} ({least}); {right_where_sure}; {error}"
            cells.append(whole if right else f"{sure} sure")
        rows.append((row["source"], f"{int(row['pictures']):,}", *cells))
    return ("source", "drawings", *NETWORKS), rows


def _best_epoch(run: str) -> tuple[str, str]:
    history = read_table(DISCARDED / f"{run}.csv")
    best = max(history, key=lambda row: float(row["val_accuracy"]))
    return str(len(history)), f"{float(best['val_accuracy']):.2%}, epoch {float(best['epoch']):.0f}"


def main() -> None:
    """Writes the page."""
    part = PAGE.with_suffix(".part")
    part.write_text(page(), encoding="utf-8")
    os.replace(part, PAGE)


if __name__ == "__main__":
    main()
