"""The terminal commands for teaching: `train`, `runs`, `resume` and `cancel`.

Tables are drawn by rich, which is imported only for an interactive terminal; scripts get plain lines.
"""

import argparse
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, replace
from functools import partial
from pathlib import Path
from typing import Any, Literal

from core.cli.arguments import is_given, number, whole_number
from core.cli.rows import json_line
from core.cli.sources import local_path, tell
from core.datasets.checks import Finding, check_data_set
from core.datasets.data_set import DataSet
from core.datasets.import_records import ImportRequest
from core.datasets.listing import title_of
from core.datasets.picture_imports import cancel_import, forget_import, read_import, start_import
from core.datasets.store import read_data_set
from core.errors import BadRequest, InklingError
from core.jobs.process import OVER
from core.jobs.watching import wait_until_over
from core.plurals import listed
from core.presentation.progress_bar import progress_bar
from core.presentation.wording import share_in_percent
from core.storage.names import clean_label, printable
from core.storage.paths import path_of, recordable
from core.training.presets import EFFORTS, STRATEGIES, chosen_backbone, settings_without_effect, suggest
from core.training.request import SETTINGS, TrainingRequest
from core.training.runs import Run, cancel_run, read_run, read_runs, resume_run, start_run

_RUN_HELP = "the training, as `runs` lists it"
DATA_HELP = "class folders, a zip or tar of them, or .ndjson[.gz]"
# Attributes of a `TrainingRequest` that the page shows under "Advanced" and a card's recipe repeats.
_KNOBS = (
    ("augmentations", whole_number, "variations of each picture, including the original; replaces --effort"),
    ("learning_rate", number, "size of each step"),
    ("batch_size", whole_number, "number of pictures per step"),
    ("test_share", number, "share of each class kept for the test"),
    ("validation_share", number, "share of each class used to decide when to stop"),
)
_KINDS: dict[str, Literal["", "photo", "ink"]] = {"auto": "", "drawings": "ink", "photos": "photo"}
_SHOWN_DETAILS = 20


def add_commands(commands: Any) -> None:
    """Adds the commands to the terminal's parser."""
    training = commands.add_parser("train", help="teach a network from class folders, a zip or strokes")
    training.add_argument("data", type=local_path, metavar="DATA", help=DATA_HELP)
    training.add_argument("--name", required=True, help="name of the network")
    training.add_argument("--strategy", choices=list(STRATEGIES), help="by default, chosen to suit the data")
    training.add_argument("--backbone", metavar="NAME", help="the network to build on; not with scratch")
    training.add_argument(
        "--kind", choices=list(_KINDS), default="auto", help="kind of pictures; auto detects it"
    )
    efforts = [effort.lower() for effort in EFFORTS]
    training.add_argument(
        "--effort", choices=efforts, default="normal", help="how many variations of each picture are used"
    )
    # The names of these options in version 0.1.
    _add_old_option(training, "--recipe", "strategy", list(STRATEGIES))
    _add_old_option(training, "--care", "effort", efforts)
    passes = _with_users("epochs", "maximum number of passes over all pictures")
    training.add_argument("--epochs", type=whole_number, metavar="N", help=passes)
    training.add_argument("--seed", type=whole_number, metavar="N", help="seed of all random numbers")
    for name, kind, words in _KNOBS:
        option = f"--{name.replace('_', '-')}"
        training.add_argument(option, type=kind, metavar="N", help=_with_users(name, words))
    training.add_argument("--json", action="store_true", help="write one JSON object as the last line")
    training.set_defaults(command=train)

    listing = commands.add_parser("runs", help="list the trainings")
    listing.add_argument("--json", action="store_true", help="one JSON object per line")
    listing.set_defaults(command=show_runs)

    resuming = commands.add_parser("resume", help="resume an interrupted training")
    resuming.add_argument("run", metavar="RUN", help=_RUN_HELP)
    resuming.add_argument("--json", action="store_true", help="write one JSON object as the last line")
    resuming.set_defaults(command=lambda options: _watch(resume_run(options.run), options.json))

    ending = commands.add_parser("cancel", help="stop a training")
    ending.add_argument("run", metavar="RUN", help=_RUN_HELP)
    ending.add_argument(
        "--discard", action="store_true", help="discard it; otherwise the best so far is kept"
    )
    ending.set_defaults(command=cancel)


def train(options: argparse.Namespace) -> int:
    """Imports pictures, trains on them, and waits for the outcome."""
    changes = {"epochs": options.epochs, "seed": options.seed, "bundle": options.name}
    changes |= {name: getattr(options, name) for name, _, _ in _KNOBS}
    given = {name: value for name, value in changes.items() if value is not None}
    # Invalid settings are reported before thousands of pictures are imported.
    TrainingRequest(data_set="", title=clean_label(options.name), strategy="head", backbone="", **given)
    chosen_backbone(options.strategy, options.backbone, _KINDS[options.kind] or None)
    data_set = _imported(options.data, _KINDS[options.kind])
    effort = options.effort.capitalize()
    suggestion = suggest(data_set, options.name, options.strategy, options.backbone, effort)
    for finding in check_data_set(data_set):
        tell(finding.sentence)
        details = _details_of(finding)
        for detail in details[:_SHOWN_DETAILS]:
            tell(printable(f"  {detail}"))
        if len(details) > _SHOWN_DETAILS:
            tell(f"  and {len(details) - _SHOWN_DETAILS:,} more")
    tell(suggestion.reason)
    strategy = suggestion.request.strategy
    if unused := settings_without_effect(strategy, given, is_given(options, "effort")):
        names = listed([f"--{name.replace('_', '-')}" for name in unused])
        tell(f"A training with the strategy {strategy} does not use {names}.")
    request = replace(suggestion.request, **given)
    return _watch(start_run(request), options.json)


def _details_of(finding: Finding) -> Sequence[str]:
    """Returns the lines below a finding; they name its pictures if one of them is to be corrected."""
    if finding.details or finding.severity == "note":
        return finding.details
    return [f"{sample.name} ({sample.label})" for sample in finding.samples]


def show_runs(options: argparse.Namespace) -> int:
    """Lists the trainings, newest first; if some cannot be read, prints why and returns 1."""
    runs, refused = read_runs()
    if options.json:
        for run in runs:
            outcome = asdict(run.outcome) if run.outcome else {}
            row = {"run": run.name, "name": run.request.bundle, "status": run.status, "phase": run.phase}
            print(json_line({**row, "message": run.message, "outcome": outcome}))
    elif sys.stdout.isatty():
        _print_table(runs)
    else:
        for run in runs:
            line = f"{run.name}  {run.request.bundle:24} {run.status:12} {run.message or run.phase}"
            print(printable(line))
    for sentence in refused:
        tell(sentence)
    return 1 if refused else 0


def cancel(options: argparse.Namespace) -> int:
    """Stops a training, and keeps or discards the best network so far."""
    run = read_run(options.run)
    is_over = run.status in OVER
    if is_over and not options.discard:
        raise BadRequest(
            "This training has ended, so there is nothing to stop; --discard deletes its record. "
            f"Received: one that is {run.status}"
        )
    cancel_run(options.run, keep=not options.discard)
    if is_over:
        print("Its record is deleted; its network, if it has made one, stays.")
    else:
        print("It stops; " + ("it is discarded." if options.discard else "the best so far is kept."))
    return 0


def _add_old_option(parser: argparse.ArgumentParser, name: str, dest: str, choices: list[str]) -> None:
    parser.add_argument(name, dest=dest, choices=choices, default=argparse.SUPPRESS, help=argparse.SUPPRESS)


def _with_users(setting: str, words: str) -> str:
    """Adds the strategies that use a setting to its help text."""
    return f"{words}; only used by {' and '.join(each for each in STRATEGIES if setting in SETTINGS[each])}"


def _imported(path: Path, kind: Literal["", "photo", "ink"]) -> DataSet:
    """Imports the pictures, or reuses a data set with exactly the same ones; Ctrl-C cancels."""
    title = title_of(path.name)
    source = recordable(os.path.abspath(path_of(path)))
    picture_import = start_import(ImportRequest(path.name, title, source, kind=kind, for_training=True))
    name = picture_import.name
    with progress_bar() as show:
        picture_import = wait_until_over(picture_import, read_import, show, partial(cancel_import, name))
    for group in picture_import.outcome.left_out if picture_import.outcome else ():
        tell(f"{group.count:,} left out: {group.reason}\n  " + "\n  ".join(map(printable, group.names)))
    with suppress(InklingError):
        forget_import(name)
    outcome = picture_import.require_outcome()
    tell(picture_import.state.message)
    for note in outcome.notes:
        tell(printable(note))
    if not outcome.kind_is_sure:
        words, other = ("drawings", "photos") if outcome.kind == "ink" else ("photos", "drawings")
        tell(f"The pictures look like {words}. If they are {other}, add --kind {other}.")
    return read_data_set(outcome.data_set)


def _watch(run: Run, as_json: bool) -> int:
    """Shows the progress of a run; Ctrl-C stops it and keeps the best so far, a second one ends the wait."""

    def stop() -> None:
        cancel_run(run.name, keep=True)
        tell("\nStopping; the best so far is kept.")

    try:
        with progress_bar() as show:
            run = wait_until_over(run, read_run, show, stop)
    except KeyboardInterrupt:
        tell(
            "\nThe training is being stopped in the background; `python -m core runs` shows when it is over. "
            f"Run: {run.name}"
        )
        return 1
    tell("")
    if run.status != "done" or run.outcome is None:
        hint = f" Resume it with `python -m core resume {run.name}`." if run.status == "interrupted" else ""
        tell(f"{run.message or 'The training was interrupted.'}{hint}")
        return 1
    outcome = run.outcome
    if as_json:
        result = {
            "name": run.request.bundle,
            "test_accuracy": outcome.accuracy,
            "measured_on": outcome.measured_on,
            "test_images": outcome.images,
            "seconds": outcome.seconds,
            "bundle": outcome.bundle_folder,
        }
        print(json_line(result))
    else:
        low, high = map(share_in_percent, (outcome.accuracy_low, outcome.accuracy_high))
        print(printable(f"{run.message} With 95% certainty it is between {low} and {high}."))
        print(f"It is in the library as {run.request.bundle}: {outcome.bundle_folder}")
    return 0


def _print_table(runs: list[Run]) -> None:
    """Prints the trainings as a table that fits the width of the terminal."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table("Run", "Network", "Status", "Result", box=None, pad_edge=False)
    for run in runs:
        cells = (run.name, run.request.bundle, run.status, run.message or run.phase)
        table.add_row(*(Text(cell) for cell in cells))
    Console().print(table)
