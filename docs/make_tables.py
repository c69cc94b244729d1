"""Writes the tables of README and docs from cards and benchmarks: `python -m docs.make_tables`."""

import csv
import os
from collections.abc import Mapping
from functools import partial
from pathlib import Path

from core.bundles.library import read_library
from core.storage.paths import SHIPPED
from docs.scale_tables import estimate_table, measured_table
from docs.teaching_tables import heads_table, unknown_table, variations_table, wrong_labels_table
from recipes.markdown_tables import markdown_table
from recipes.stages import staged_networks, stages_table
from recipes.storage import STRANGERS, read_table

ROOT = Path(__file__).resolve().parents[1]
BENCHMARKS = (
    "answer",
    "latency",
    "crowd",
    "startup",
    "folder",
    "choosing_folder",
    "training",
    "busy",
    "photos",
    "api_memory",
)


# The measurements in the README: the benchmark, words that identify its row, and a plain description.
SHORT_SPEED = (
    ("latency", ("pen up to bars painted",), "from lifting the pen to the bars of three networks"),
    ("startup", ("to first answer on screen",), "from starting the app to the first answer"),
    ("startup", ("memory, all networks loaded",), "memory with all networks loaded"),
    ("folder", ("digits-deep",), "pictures of digits in a folder, read in the terminal"),
    ("photos", ("1,000 photos", "with thumbnails"), "photos in a folder, answered on the page"),
    (
        "training",
        ("ants_bees: click to bundle",),
        "teaching ants and bees from photos, from the click to the network",
    ),
    (
        "training",
        ("ants_bees: Keras's guide / ours",),
        "how much faster that is than Keras's guide to transfer learning",
    ),
)


def networks_table() -> str:
    """Puts the shipped networks' main figures into a Markdown table that can be read at a glance."""
    lines = ["| network | knows | right | fooled | one answer |", "|---|---|---|---|---|"]
    for bundle in read_library([SHIPPED]).bundles.values():
        card = bundle.card
        if card.main_figures is None:
            continue
        _, figures = card.main_figures
        rates = card.false_positive_rate
        others = [rate for kind, rate in rates.items() if kind.startswith(("drawings", "digits"))][:1]
        cells = [
            f"{bundle.title} (`{bundle.name}`)",
            f"{len(bundle.labels):,} things",
            f"{figures.accuracy:.1%}",
            f"{others[0]:.1%}" if others else "",
            f"{card.speed.times_ms[0]:.1f} ms" if card.speed else "",
        ]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def short_speed_table() -> str:
    """Puts the few measurements that most people ask about into a Markdown table."""
    lines = ["| what | measured |", "|---|---|"]
    for name, words, plain in SHORT_SPEED:
        with (ROOT / "benchmarks" / f"{name}.csv").open(newline="", encoding="utf-8") as file:
            rows = [row for row in csv.DictReader(file) if all(word in row["what"] for word in words)]
        if rows:
            lines.append(f"| {plain} | {_measured(rows[0])} |")
    return "\n".join(lines)


def speed_table() -> str:
    """Puts all results of the benchmarks into a Markdown table."""
    lines = ["| what | measured | asked | by |", "|---|---|---|---|"]
    for name in BENCHMARKS:
        path = ROOT / "benchmarks" / f"{name}.csv"
        if not path.exists():
            continue
        with path.open(newline="") as file:
            for row in csv.DictReader(file):
                asked = row["asked"]
                lines.append(f"| {row['what']} | {_measured(row)} | {asked} | `benchmarks/{name}.py` |")
    return "\n".join(lines)


def _measured(row: Mapping[str, str]) -> str:
    return f"{row['value']}%" if row["unit"] == "%" else f"{row['value']} {row['unit']}"


def variants_table() -> str:
    """Puts the costs and gains of lower precision into a Markdown table."""
    path = ROOT / "benchmarks" / "variants.csv"
    lines = [
        "| network | precision | size | in the app | on one core | float32 / this, on one core "
        "| Keras / this | the same answer | right, among five of 200 | heat maps alike |",
        "|---|---|---|---|---|---|---|---|---|---|",
    ]
    with path.open(newline="") as file:
        for row in csv.DictReader(file):
            has_learned = row["same_answer_percent"] != ""
            cells = [
                row["network"],
                row["precision"],
                f"{row['megabytes']} MB",
                f"{row['milliseconds']} ms",
                f"{row['milliseconds_on_one_core']} ms",
                f"{row['times_as_fast_as_float32']} times",
                f"{row['times_as_fast_as_keras_predict']} times",
                f"{row['same_answer_percent']}%" if has_learned else "random weights",
                f"{row['right_of_200']}, {row['among_five_of_200']}" if has_learned else "",
                row["heat_map_correlation"],
            ]
            lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def strangers_table() -> str:
    """Puts the share of strangers that each score accepts into a Markdown table."""
    rows = read_table(STRANGERS)
    columns = list(rows[0])
    lines = [f"| {' | '.join(columns)} |", f"|{'---|' * len(columns)}"]
    for row in rows:
        shares = [f"{float(row[column]):.1%}" for column in columns[2:]]
        lines.append(f"| {row['strangers']} | {row['pictures']} | {' | '.join(shares)} |")
    return "\n".join(lines)


def stages_of(network: str) -> str:
    """Puts the results of a network at each stage into a Markdown table."""
    return "\n".join(markdown_table(*stages_table(network)))


TABLES = {
    "networks": networks_table,
    "short speed": short_speed_table,
    "speed": speed_table,
    "variants": variants_table,
    "strangers": strangers_table,
    **{f"stages of {name}": partial(stages_of, name) for name in staged_networks()},
    "scale": measured_table,
    "estimate": estimate_table,
    "heads": heads_table,
    "unknown": unknown_table,
    "variations": variations_table,
    "wrong labels": wrong_labels_table,
}
_DOCS = ("networks", "photos", "scale", "speed", "teaching")
PAGES = (ROOT / "README.md", *(ROOT / "docs" / f"{name}.md" for name in _DOCS))


def with_tables(text: str) -> str:
    """Returns a page's text with its tables updated."""
    for name, make in TABLES.items():
        if f"<!-- {name} -->" not in text:
            continue
        before, rest = text.split(f"<!-- {name} -->\n")
        after = rest.split(f"<!-- end of {name} -->")[1]
        text = f"{before}<!-- {name} -->\n{make()}\n<!-- end of {name} -->{after}"
    return text


def main() -> None:
    """Rewrites the pages."""
    for path in PAGES:
        part = path.with_suffix(".part")
        part.write_text(with_tables(path.read_text(encoding="utf-8")), encoding="utf-8")
        os.replace(part, path)


if __name__ == "__main__":
    main()
