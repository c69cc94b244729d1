"""The terminal: `python -m core networks`, `predict` and `evaluate`; the rest is in the other modules."""

import argparse
import csv
import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from core.bundles.library import read_library
from core.cli import deletion, training
from core.datasets.pseudo_labels import sort_into
from core.datasets.readers import image_file, is_stroke_file, list_images, read_drawings
from core.errors import BadData, InklingError
from core.inference.batch import rows_of
from core.inference.classifier import Classifier, Prediction
from core.preprocessing.image_source import ImageSource
from core.presentation.model_cards import figures_as_json
from core.storage.files import open_whole, translating_os_errors
from core.storage.names import printable

# How many pictures a thread takes at once: small ones cost no more than waking another thread.
_AT_ONCE = 16
CSV_COLUMNS = ("file", "index", "model", "sure", "milliseconds", "label", "probability", "rank")


def main(arguments: list[str] | None = None) -> int:
    """Runs one command; by default the process's own.

    Returns:
        0, or 1 if something could not be read or done.
    """
    options = command_parser().parse_args(arguments)
    try:
        with translating_os_errors():
            return int(options.command(options))
    except InklingError as error:
        print(printable(str(error)), file=sys.stderr)
        return 1
    except BrokenPipeError:
        # Whoever read the output has seen enough, as `head` does.
        sys.stdout = open(os.devnull, "w")
        return 0


def command_parser() -> argparse.ArgumentParser:
    """Returns what reads the arguments of all commands."""
    parser = argparse.ArgumentParser(prog="python -m core", description="Inkling in the terminal.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    # Version 0.1 called it `models`; without a help text, an old name is not listed.
    for listing in (commands.add_parser("networks", help="list the networks"), commands.add_parser("models")):
        listing.add_argument("--json", action="store_true", help="one JSON object a line")
        listing.set_defaults(command=list_networks)

    predicting = commands.add_parser("predict", help="say what is on pictures or in stroke files")
    predicting.add_argument(
        "paths", nargs="+", type=Path, metavar="PATH", help="file, folder or .ndjson[.gz]"
    )
    _add_network_option(predicting)
    predicting.add_argument("--top", type=_count, default=5, metavar="K", help="how many classes (5)")
    form = predicting.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="one JSON object a line")
    form.add_argument("--csv", type=Path, metavar="FILE", help="write a CSV file, one row a predicted class")
    form.add_argument(
        "--sort-into",
        type=Path,
        metavar="FOLDER",
        help="copy pictures into folders by predicted class",
    )
    predicting.set_defaults(command=predict)

    measuring = commands.add_parser("evaluate", help="measure a network on labelled data")
    measuring.add_argument("data", type=Path, metavar="DATA", help="class folders, a zip, or .ndjson[.gz]")
    _add_network_option(measuring)
    measuring.add_argument("--json", action="store_true", help="one JSON object")
    measuring.set_defaults(command=evaluate)
    training.add_commands(commands)
    deletion.add_commands(commands)
    return parser


def list_networks(options: argparse.Namespace) -> int:
    """Lists the networks of the library."""
    library = read_library()
    if options.json:
        for bundle in library.bundles.values():
            row: dict[str, Any] = {"name": bundle.name, "title": bundle.title, "task": bundle.task}
            row |= {"imported": bundle.is_imported, "labels": bundle.labels}
            print(json.dumps({**row, "figures": figures_as_json(bundle.card)}))
    else:
        for bundle in library.bundles.values():
            origin = "(brought in) " if bundle.is_imported else ""
            description = printable(f"{origin}{bundle.card.description}")
            print(f"{bundle.name:16} {len(bundle.labels):4} classes  {description}")
    return _report(library.refused)


def predict(options: argparse.Namespace) -> int:
    """Says what is on files, in folders and in stroke files."""
    classifier = _load(options.network)
    if options.sort_into is not None:
        return _sort(classifier, options.paths, options.sort_into)
    problems: list[str] = []
    with _csv_rows(options.csv) as write_row:
        for location, prediction in _predictions(classifier, options.paths, problems):
            record = _record(location, prediction, options.top)
            if options.json:
                print(_json_line(record))
            elif options.csv is None:
                print(_line(location, prediction, options.top))
            write_row(record)
    return _report(problems)


def _sort(classifier: Classifier, paths: list[Path], folder: Path) -> int:
    """Copies pictures into a new folder with a folder for each predicted class, the unsure ones apart."""
    if folder.exists() and not folder.is_dir():
        raise BadData(f"Choose a new or an empty folder to sort into. Received: {folder}, which is a file")
    photos = [photo for path in paths for photo in _images(path)]
    rows = list(rows_of(photos, [classifier]))
    print(f"{sort_into(folder, photos, rows):,} pictures are in {folder} now.")
    return _report([row.problem for row in rows if row.problem])


def evaluate(options: argparse.Namespace) -> int:
    """Measures a network on a labelled data set."""
    classifier = _load(options.network)
    labels = classifier.bundle.labels
    index_of = {label: index for index, label in enumerate(labels)}
    # Folder names often carry `_` for a space.
    index_of |= {label.replace(" ", "_"): index for index, label in enumerate(labels)}
    problems: list[str] = []
    unknown: dict[str, int] = {}
    logits: list[np.ndarray] = []
    truths: list[int] = []
    for source, outcome in classifier.predict_many(_sources(options.data), at_once=_AT_ONCE):
        if isinstance(outcome, InklingError):
            problems.append(_sentence(source.name, outcome))
        elif source.label is None:
            problems.append(f"This has no label: {source.name}")
        elif source.label not in index_of:
            unknown[source.label] = unknown.get(source.label, 0) + 1
        else:
            logits.append(outcome.logits)
            truths.append(index_of[source.label])
    skipped = len(problems) + sum(unknown.values())
    for label, count in unknown.items():
        problems.append(f"{count} of label {label!r}, which {classifier.bundle.name} does not know: skipped.")
    status = _report(problems)
    if not logits:
        raise BadData(f"Nothing in this data set could be evaluated. Received: {options.data}")
    # It brings scikit-learn, which takes a second, and no other command needs it.
    from core.training.evaluation import figures

    measured = figures(np.stack(logits), np.array(truths), classifier.bundle.temperature)
    result = {
        "model": classifier.bundle.name,
        "images": measured.images,
        "skipped": skipped,
        "accuracy": measured.accuracy,
        "balanced_accuracy": measured.balanced_accuracy,
        "top5_accuracy": measured.top5_accuracy,
        "expected_calibration_error": measured.expected_calibration_error,
        "labels": list(labels),
        "unknown_labels": unknown,
        "confusion": measured.confusion.tolist(),
    }
    if options.json:
        print(_json_line(result))
    else:
        print(f"{measured.images:,} pictures, {skipped:,} skipped")
        for name in ("accuracy", "balanced_accuracy", "top5_accuracy", "expected_calibration_error"):
            print(f"{name.replace('_', ' '):28} {result[name]:.4f}")
    return status


def _add_network_option(parser: argparse.ArgumentParser) -> None:
    group = parser.add_mutually_exclusive_group(required=True)
    group.add_argument("--network", metavar="NAME", help="the network's name")
    # What version 0.1 called it.
    group.add_argument("--model", dest="network", default=argparse.SUPPRESS, help=argparse.SUPPRESS)


def _count(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"must be at least 1. Received: {text}")
    return number


def _load(name: str) -> Classifier:
    return Classifier(read_library().get(name))


def _predictions(
    classifier: Classifier, paths: list[Path], problems: list[str]
) -> Iterator[tuple[dict[str, Any], Prediction]]:
    """Yields where each prediction belongs, as `file` or `file` and `index`, and the prediction."""
    for path in paths:
        are_strokes, index = is_stroke_file(path), -1
        try:
            sources: Iterable[ImageSource] = read_drawings(path) if are_strokes else _images(path)
            outcomes = classifier.predict_many(sources, at_once=_AT_ONCE)
            for index, (source, outcome) in enumerate(outcomes):
                if isinstance(outcome, InklingError):
                    name = str(path.parent / source.name) if are_strokes else source.name
                    problems.append(_sentence(name, outcome))
                elif are_strokes:
                    yield {"file": str(path), "index": index}, outcome
                else:
                    yield {"file": str(path / source.name) if path.is_dir() else str(path)}, outcome
            if index < 0:
                problems.append(f"There are no {'drawings' if are_strokes else 'pictures'} in this: {path}")
        except BadData as error:
            problems.append(str(error))


def _images(path: Path) -> list[ImageSource]:
    if path.is_dir():
        return list_images(path)
    if not path.is_file():
        raise BadData(f"There is no such file or folder. Received: {path}")
    return [image_file(path)]


def _sources(path: Path) -> Iterable[ImageSource]:
    return read_drawings(path) if is_stroke_file(path) and path.is_file() else list_images(path)


def _sentence(name: str, error: InklingError) -> str:
    """Says why something got no prediction, with its name where the error does not say it."""
    return str(error) if name in str(error) else f"{name}: {error}"


def _report(problems: list[str]) -> int:
    """Tells what could not be done, each in a line; returns the command's status."""
    for sentence in problems:
        print(printable(sentence), file=sys.stderr)
    return 1 if problems else 0


def _record(location: dict[str, Any], prediction: Prediction, top: int) -> dict[str, Any]:
    return {
        **location,
        "model": prediction.bundle.name,
        "predictions": [
            {"label": ranked.label, "probability": round(ranked.probability, 6)}
            for ranked in prediction.top(top)
        ],
        "sure": prediction.sure,
        "milliseconds": round(prediction.milliseconds, 3),
    }


def _line(location: dict[str, Any], prediction: Prediction, top: int) -> str:
    name = location["file"] + (f" #{location['index']}" if "index" in location else "")
    classes = ", ".join(f"{ranked.label} {ranked.probability:.1%}" for ranked in prediction.top(top))
    return printable(f"{name}: {classes}{'' if prediction.sure else '  (not sure)'}")


def _json_line(record: dict[str, Any]) -> str:
    """Writes a record as JSON; bytes of a file's name that are not UTF-8 become escapes, which JSON has."""
    return json.dumps(record, ensure_ascii=False).encode("utf-8", "backslashreplace").decode()


@contextmanager
def _csv_rows(path: Path | None) -> Iterator[Callable[[dict[str, Any]], None]]:
    """Yields what writes a record as CSV rows, one a predicted class; without a path it does nothing."""
    if path is None:
        yield lambda record: None
        return
    with open_whole(path) as file:
        writer = csv.DictWriter(file, CSV_COLUMNS, extrasaction="ignore")
        writer.writeheader()

        def write(record: dict[str, Any]) -> None:
            for rank, predicted in enumerate(record["predictions"], start=1):
                row = {**record, **predicted, "rank": rank}
                writer.writerow({**row, "file": printable(record["file"])})

        yield write
