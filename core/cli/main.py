"""The terminal commands `networks`, `predict` and `evaluate`; other modules define the rest."""

import argparse
import io
import logging
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from core.bundles.library import read_library
from core.cli import additions, deletion, distributed, training
from core.cli.arguments import Parser, count, is_given
from core.cli.rows import csv_rows, json_line
from core.cli.sources import Problems, local_path, location_of, name_of, sources_of, tell
from core.cli.unexpected import unexpected_in_words
from core.datasets.listing import NO_CLASS, LeftOut
from core.datasets.pseudo_labels import sort_into
from core.errors import BadData, InklingError
from core.inference.batch import rows_of
from core.inference.classifier import Classifier, Prediction
from core.inference.digit_reading import NumberReading
from core.inference.whole_numbers import number_of
from core.plurals import counted
from core.presentation.answer_panels import open_set_bars
from core.presentation.model_cards import figures_as_json
from core.presentation.number_readings import number_in_words
from core.presentation.replies import reply_of
from core.presentation.wording import in_percent
from core.storage.files import translating_os_errors
from core.storage.names import printable

# Pictures that a thread takes at a time: small ones cost no more than waking another thread.
_AT_ONCE = 16
# The exit status of a process that was stopped by Ctrl-C, as shells expect it.
INTERRUPTED = 130


def main(arguments: list[str] | None = None) -> int:
    """Runs one command, by default with the arguments of the process.

    Returns:
        The exit status: 0, 1 if something could not be read or done, or 130 if Ctrl-C was pressed.
    """
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        # Python has none of a stream that was closed when it was started.
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode))
    for stream in (sys.stdout, sys.stderr):
        # A console that cannot show a character shows its escape sequence.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    options = command_parser().parse_args(arguments)
    # Without a handler, Python would print tracebacks for errors that are reported in one sentence below.
    logging.getLogger("core").addHandler(logging.NullHandler())
    try:
        with translating_os_errors():
            return int(options.command(options))
    except InklingError as error:
        tell(str(error))
        return 1
    except KeyboardInterrupt:
        tell("\nStopped before it was done.")
        return INTERRUPTED
    except BrokenPipeError:
        # The reader has closed the pipe, as `head` does. Flushing it at exit would fail again.
        sys.stdout = open(os.devnull, "w")
        return 0
    except Exception as error:
        tell(unexpected_in_words(error))
        return 1


def command_parser() -> argparse.ArgumentParser:
    """Returns the argument parser for all commands."""
    parser = Parser(prog="python -m core", description="Inkling in the terminal.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    # Version 0.1 called it `models`. Commands without a help text are not listed.
    for listing in (commands.add_parser("networks", help="list the networks"), commands.add_parser("models")):
        listing.add_argument("--json", action="store_true", help="one JSON object per line")
        listing.set_defaults(command=list_networks)

    predicting = commands.add_parser("predict", help="predict what pictures or drawings show")
    predicting.add_argument(
        "paths",
        nargs="+",
        type=distributed.place,
        metavar="PATH",
        help="file, folder, zip, tar or .ndjson[.gz]; with --parquet also s3:// and gs://",
    )
    _add_network_option(predicting)
    predicting.add_argument("--top", type=count, default=5, metavar="K", help="number of classes (5)")
    form = predicting.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="one JSON object per line")
    form.add_argument("--csv", type=local_path, metavar="FILE", help="write a CSV file, a row for each class")
    form.add_argument(
        "--sort-into", type=local_path, metavar="FOLDER", help="copy pictures into folders by predicted class"
    )
    distributed.add_options(predicting, form)
    predicting.set_defaults(command=predict)

    measuring = commands.add_parser("evaluate", help="measure a network on labelled data")
    measuring.add_argument("data", type=local_path, metavar="DATA", help=training.DATA_HELP)
    _add_network_option(measuring)
    measuring.add_argument("--json", action="store_true", help="one JSON object")
    measuring.set_defaults(command=evaluate)
    training.add_commands(commands)
    additions.add_commands(commands)
    deletion.add_commands(commands)
    return parser


def list_networks(options: argparse.Namespace) -> int:
    """Lists the networks in the library."""
    library = read_library()
    if options.json:
        for bundle in library.bundles.values():
            row: dict[str, Any] = {"name": bundle.name, "title": bundle.title, "task": bundle.task}
            row |= {"imported": bundle.is_imported, "labels": bundle.labels}
            print(json_line({**row, "figures": figures_as_json(bundle.card)}))
    else:
        for bundle in library.bundles.values():
            origin = "(imported) " if bundle.is_imported else ""
            description = printable(f"{origin}{bundle.card.description}")
            print(f"{bundle.name:16} {len(bundle.labels):4} classes  {description}")
    return Problems(list(library.refused)).report()


def predict(options: argparse.Namespace) -> int:
    """Predicts what files, folders and stroke files show."""
    if distributed.is_wanted(options):
        return distributed.predict(options)
    if options.sort_into is not None and is_given(options, "top"):
        raise BadData(
            "--top chooses how many classes of an answer are written, and --sort-into writes no answers: "
            "leave one of them out. Received: both"
        )
    classifier = _load(options.network)
    if options.sort_into is not None:
        return _sort(classifier, options.paths, options.sort_into)
    problems = Problems()
    with csv_rows(options.csv) as write_row:
        for location, prediction, number in _predictions(classifier, options.paths, problems):
            record = _record(location, prediction, options.top, number)
            if options.json:
                print(json_line({name: value for name, value in record.items() if name != "number"}))
            elif options.csv is None:
                print(_line(location, prediction, options.top, number))
            write_row(record)
    return problems.report()


def _sort(classifier: Classifier, paths: list[Path], folder: Path) -> int:
    """Copies pictures into a folder for each predicted class; unsure and unreadable ones get their own."""
    if folder.exists() and not folder.is_dir():
        raise BadData(f"Choose a new or an empty folder to sort into. Received: {folder}, which is a file")
    problems, in_full = Problems(), len(paths) > 1
    named = [
        (name_of(path, photo, in_full), photo)
        for path in paths
        for photo in sources_of(path, problems, in_full)
    ]
    if not named:
        return problems.report()
    photos = [photo for _, photo in named]
    rows = list(rows_of(photos, [classifier]))
    print(printable(f"Copied {counted(sort_into(folder, photos, rows), 'picture')} to {folder}."))
    problems.unreadable += [
        (name, row.problem) for (name, _), row in zip(named, rows, strict=True) if row.problem
    ]
    return problems.report()


def evaluate(options: argparse.Namespace) -> int:
    """Measures a network on a labelled data set."""
    classifier = _load(options.network)
    # This imports scikit-learn, which takes a second and which no other command needs.
    from core.comparison.labelled_pictures import measure
    from core.presentation.comparison_words import known_by_kind_in_words

    problems = Problems()
    measurement = measure(classifier, sources_of(options.data, problems))
    problems.unreadable += [(name, str(error)) for name, error in measurement.unreadable]
    problems.left_out += [LeftOut(name, NO_CLASS) for name in measurement.unlabelled]
    unknown = measurement.unknown_labels
    skipped = len(measurement.unreadable) + sum(file.is_picture for file in problems.left_out)
    skipped += sum(unknown.values())
    for label, pictures in unknown.items():
        problems.sentences.append(
            f"Skipped {pictures} of class {label!r}, which {classifier.bundle.name} does not know."
        )
    if kinds := measurement.known_by_kind:
        problems.notes.append(known_by_kind_in_words(kinds, classifier.bundle.name))
    problems.tell_notes()
    status = problems.report()
    measured = measurement.figures
    if measured is None:
        # A single sentence that already says why is enough.
        if problems.left_out or len(problems.sentences) + len(problems.unreadable) != 1:
            tell(f"Nothing in this data set could be evaluated. Received: {options.data}")
        return 1
    result = {
        "model": classifier.bundle.name,
        "images": measured.images,
        "skipped": skipped,
        "accuracy": measured.accuracy,
        "balanced_accuracy": measured.balanced_accuracy,
        "top5_accuracy": measurement.top5_accuracy,
        "expected_calibration_error": measured.expected_calibration_error,
        "labels": list(measurement.labels),
        "unknown_labels": unknown,
        "confusion": measured.confusion.tolist(),
        "learned_from": measurement.learned_from,
    }
    if measurement.top5_accuracy is None:
        del result["top5_accuracy"]
    if options.json:
        print(json_line(result))
    else:
        print(f"{counted(measured.images, 'picture')}, {skipped:,} skipped")
        for name in ("accuracy", "balanced_accuracy", "top5_accuracy", "expected_calibration_error"):
            if name in result:
                print(f"{name.replace('_', ' '):28} {result[name]:.4f}")
        if measurement.warning:
            print(measurement.warning)
    return status


def _add_network_option(parser: argparse.ArgumentParser) -> None:
    group = parser.add_mutually_exclusive_group(required=True)
    group.add_argument("--network", metavar="NAME", help="the network's name or title")
    # The name of the option in version 0.1.
    group.add_argument("--model", dest="network", default=argparse.SUPPRESS, help=argparse.SUPPRESS)


def _load(name: str) -> Classifier:
    return Classifier(read_library().find(name))


def _predictions(
    classifier: Classifier, paths: list[Path], problems: Problems
) -> Iterator[tuple[dict[str, Any], Prediction, NumberReading | None]]:
    """Yields the location of each prediction (see `location_of`), the prediction, and its number or None."""
    in_full = len(paths) > 1
    for path in paths:
        outcomes = classifier.predict_many(sources_of(path, problems, in_full), at_once=_AT_ONCE)
        for index, (source, outcome) in enumerate(outcomes):
            if isinstance(outcome, InklingError):
                problems.unreadable.append((name_of(path, source, in_full), str(outcome)))
            else:
                number = number_of(classifier, source.content, outcome, source.is_drawing)
                yield location_of(path, source, index), outcome, number


def _record(
    location: dict[str, Any], prediction: Prediction, top: int, number: NumberReading | None
) -> dict[str, Any]:
    reply = reply_of(prediction, number)
    digits = {"digits": reply.digits, "more_digits": reply.has_more_digits, "number": reply.number}
    return {
        **location,
        "model": prediction.bundle.name,
        "predictions": [
            {"label": ranked.label, "probability": round(ranked.probability, 6)}
            for ranked in prediction.top(top)
        ],
        "sure": reply.sure,
        "answer": reply.answer,
        "confidence": round(reply.confidence, 6),
        "something_else": round(prediction.something_else, 6),
        "milliseconds": round(prediction.milliseconds, 3),
        **(digits if number else {}),
    }


def _line(location: dict[str, Any], prediction: Prediction, top: int, number: NumberReading | None) -> str:
    name = location["file"] + (f" #{location['index']}" if "index" in location else "")
    if number is not None:
        sure = in_percent(reply_of(prediction, number).confidence)
        return printable(f"{name}: {number_in_words(number)} Whole number: {sure}.")
    count = top + (prediction.something_else > 0)
    bars = open_set_bars(prediction, count)
    classes = ", ".join(f"{bar.label} {in_percent(bar.probability)}" for bar in bars)
    reply = reply_of(prediction)
    if reply.answer is None:
        return printable(f"{name}: {classes}  (not sure)")
    is_kind = reply.answer != prediction.top(1)[0].label
    kind = f"{reply.answer} {in_percent(reply.confidence)}: " if is_kind else ""
    return printable(f"{name}: {kind}{classes}")
