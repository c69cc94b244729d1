"""The terminal: `python -m core models`, `predict` and `evaluate`; `train` and its like are next door."""

import argparse
import csv
import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, TextIO, TypeVar

import numpy as np

from core.bundles.library import read_library
from core.cli import training
from core.datasets.pseudo_labels import sort_into
from core.datasets.readers import PictureFile, StrokeLine, is_stroke_file, list_images, read_strokes
from core.errors import BadData, InklingError
from core.inference.batch import Photo, look
from core.inference.classifier import Classifier, Prediction
from core.inference.evaluation import figures
from core.jobs.parallel import ordered_map
from core.preprocessing.decode import decode_image

_Item = TypeVar("_Item")
# How many pictures a worker takes at once.
_AT_ONCE = 16
CSV_COLUMNS = ("file", "index", "model", "sure", "milliseconds", "label", "probability", "rank")


def main(arguments: list[str] | None = None) -> int:
    """Runs one command; by default the process's own.

    Returns:
        0, or 1 if something could not be read or done.
    """
    options = _parser().parse_args(arguments)
    try:
        return int(options.command(options))
    except InklingError as error:
        print(error, file=sys.stderr)
        return 1
    except BrokenPipeError:
        # Whoever read the output has seen enough, as `head` does.
        sys.stdout = open(os.devnull, "w")
        return 0


def list_models(options: argparse.Namespace) -> int:
    """Lists the models of the library."""
    library = read_library()
    if options.json:
        for bundle in library.bundles.values():
            row = {"name": bundle.name, "title": bundle.title, "task": bundle.task}
            print(json.dumps({**row, "labels": bundle.labels, "figures": bundle.card.get("figures", {})}))
    else:
        for bundle in library.bundles.values():
            print(f"{bundle.name:16} {len(bundle.labels):4} classes  {bundle.card.get('description', '')}")
    for sentence in library.refused:
        print(sentence, file=sys.stderr)
    return 1 if library.refused else 0


def predict(options: argparse.Namespace) -> int:
    """Answers for files, folders and stroke files."""
    classifier = _load(options.model)
    if options.sort_into is not None:
        return _sort(classifier, options.paths, options.sort_into)
    failed: list[str] = []
    with _csv_writer(options.csv) as write_row:
        for place, answer in _answers(classifier, options.paths, failed):
            record = _record(place, answer, options.top)
            if options.json:
                print(json.dumps(record, ensure_ascii=False))
            elif options.csv is None:
                print(_line(place, answer, options.top))
            write_row(record)
    for sentence in failed:
        print(sentence, file=sys.stderr)
    return 1 if failed else 0


def _sort(classifier: Classifier, paths: list[Path], folder: Path) -> int:
    """Copies pictures into a new folder with a folder for each answer, the unsure ones apart."""
    photos = [Photo(each.name, each.read) for path in paths for each in _pictures(path)]
    rows = [row for _, row in ordered_map(lambda n: look(n, photos[n], [classifier]), range(len(photos)))]
    print(f"{sort_into(folder, photos, rows):,} pictures are in {folder} now.")
    unreadable = [row.problem for row in rows if row.problem]
    for sentence in unreadable:
        print(sentence, file=sys.stderr)
    return 1 if unreadable else 0


def evaluate(options: argparse.Namespace) -> int:
    """Measures a model on a labelled data set."""
    classifier = _load(options.model)
    labels = classifier.bundle.labels
    number_of = {label: number for number, label in enumerate(labels)}
    # Folder names often carry `_` for a space.
    number_of |= {label.replace(" ", "_"): number for number, label in enumerate(labels)}
    failed: list[str] = []
    unknown: dict[str, int] = {}
    logits: list[np.ndarray] = []
    truths: list[int] = []
    for item, answer in _run(_labelled(options.data, failed), _asker(classifier), failed):
        if item.label not in number_of:
            unknown[str(item.label)] = unknown.get(str(item.label), 0) + 1
        else:
            logits.append(answer.logits)
            truths.append(number_of[item.label])
    for label, count in unknown.items():
        failed.append(f"{count} of label {label!r}, which {classifier.bundle.name} does not know: skipped.")
    for sentence in failed:
        print(sentence, file=sys.stderr)
    if not logits:
        raise BadData(f"Nothing in this data set could be evaluated. Received: {options.data}")
    found = figures(np.stack(logits), np.array(truths), classifier.bundle.temperature)
    skipped = len(failed) - len(unknown) + sum(unknown.values())
    result = {
        "model": classifier.bundle.name,
        "images": found.images,
        "skipped": skipped,
        "accuracy": found.accuracy,
        "balanced_accuracy": found.balanced_accuracy,
        "top5_accuracy": found.top5_accuracy,
        "expected_calibration_error": found.expected_calibration_error,
        "labels": list(labels),
        "unknown_labels": unknown,
        "confusion": found.confusion.tolist(),
    }
    if options.json:
        print(json.dumps(result, ensure_ascii=False))
    else:
        print(f"{found.images:,} pictures, {skipped:,} skipped")
        for name in ("accuracy", "balanced_accuracy", "top5_accuracy", "expected_calibration_error"):
            print(f"{name.replace('_', ' '):28} {result[name]:.4f}")
    return 1 if failed else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m core", description="Inkling in the terminal.")
    commands = parser.add_subparsers(required=True)

    models = commands.add_parser("models", help="list the models")
    models.add_argument("--json", action="store_true", help="one JSON object a line")
    models.set_defaults(command=list_models)

    asking = commands.add_parser("predict", help="say what is on pictures or stroke files")
    asking.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="file, folder or .ndjson[.gz]")
    asking.add_argument("--model", required=True, metavar="NAME")
    asking.add_argument("--top", type=_count, default=5, metavar="K", help="how many classes (5)")
    form = asking.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="one JSON object a line")
    form.add_argument("--csv", type=Path, metavar="FILE", help="write a CSV file, one row a guess")
    form.add_argument(
        "--sort-into", type=Path, metavar="FOLDER", help="copy pictures into a folder for each answer"
    )
    asking.set_defaults(command=predict)

    measuring = commands.add_parser("evaluate", help="measure a model on labelled data")
    measuring.add_argument("data", type=Path, metavar="DATA", help="class folders, a zip, or .ndjson[.gz]")
    measuring.add_argument("--model", required=True, metavar="NAME")
    measuring.add_argument("--json", action="store_true", help="one JSON object")
    measuring.set_defaults(command=evaluate)
    training.add_commands(commands)
    return parser


def _count(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"must be at least 1. Received: {text}")
    return number


def _load(name: str) -> Classifier:
    return Classifier(read_library().get(name))


def _asker(classifier: Classifier) -> Callable[[Any], Prediction]:
    """Returns what turns one item of a data set into an answer."""

    def ask(item: PictureFile | StrokeLine) -> Prediction:
        if isinstance(item, PictureFile):
            return classifier.classify_picture(decode_image(item.read(), item.name))
        if item.strokes is None:
            raise BadData(item.problem)
        return classifier.classify_strokes(item.strokes)

    return ask


def _answers(
    classifier: Classifier, paths: list[Path], failed: list[str]
) -> Iterator[tuple[dict[str, Any], Prediction]]:
    """Yields where each answer belongs, as `file` or `file` and `index`, and the answer."""
    ask = _asker(classifier)
    for path in paths:
        try:
            if is_stroke_file(path):
                for line, answer in _run(read_strokes(path), ask, failed, str(path)):
                    yield {"file": str(path), "index": line.index}, answer
            else:
                for picture, answer in _run(_pictures(path), ask, failed):
                    yield {"file": str(path / picture.name) if path.is_dir() else str(path)}, answer
        except BadData as error:
            failed.append(str(error))


def _pictures(path: Path) -> list[PictureFile]:
    if path.is_dir():
        return list_images(path)
    if not path.is_file():
        raise BadData(f"There is no such file or folder. Received: {path}")
    return [PictureFile(path.name, None, path)]


def _labelled(path: Path, failed: list[str]) -> Iterator[PictureFile | StrokeLine]:
    items: Iterable[PictureFile | StrokeLine] = (
        read_strokes(path) if is_stroke_file(path) and path.is_file() else list_images(path)
    )
    for item in items:
        if item.label is None and not (isinstance(item, StrokeLine) and item.strokes is None):
            failed.append(f"This has no label: {item.name if isinstance(item, PictureFile) else item.index}")
        else:
            yield item


def _run(
    items: Iterable[_Item], ask: Callable[[_Item], Prediction], failed: list[str], where: str = ""
) -> Iterator[tuple[_Item, Prediction]]:
    """Asks for every item on all cores, in order; what cannot be answered is noted."""
    for item, outcome in ordered_map(lambda each: _outcome(ask, each), items, _AT_ONCE):
        if isinstance(outcome, Prediction):
            yield item, outcome
        else:
            place = f"{where}, line {item.index + 1}: " if isinstance(item, StrokeLine) else ""
            failed.append(f"{place}{outcome}")


def _outcome(ask: Callable[[_Item], Prediction], item: _Item) -> Prediction | InklingError:
    try:
        return ask(item)
    except InklingError as error:
        return error


def _record(place: dict[str, Any], answer: Prediction, top: int) -> dict[str, Any]:
    return {
        **place,
        "model": answer.bundle.name,
        "predictions": [
            {"label": guess.label, "probability": round(guess.probability, 6)} for guess in answer.top(top)
        ],
        "sure": answer.sure,
        "milliseconds": round(answer.milliseconds, 3),
    }


def _line(place: dict[str, Any], answer: Prediction, top: int) -> str:
    name = place["file"] + (f" #{place['index']}" if "index" in place else "")
    guesses = ", ".join(f"{guess.label} {guess.probability:.1%}" for guess in answer.top(top))
    return f"{name}: {guesses}{'' if answer.sure else '  (not sure)'}"


class _csv_writer:  # noqa: N801 - used as a function
    """Writes records as CSV rows, one a guess, into a file that appears whole; does nothing for None."""

    def __init__(self, path: Path | None) -> None:
        self.path = path
        self.file: TextIO | None = None

    def __enter__(self) -> Callable[[dict[str, Any]], None]:
        if self.path is None:
            return lambda record: None
        self.part = self.path.with_name(self.path.name + ".part")
        try:
            self.file = self.part.open("w", newline="", encoding="utf-8")
        except OSError as error:
            raise BadData(f"The CSV file cannot be written. Received: {error}") from error
        writer = csv.DictWriter(self.file, CSV_COLUMNS, extrasaction="ignore")
        writer.writeheader()

        def write(record: dict[str, Any]) -> None:
            for rank, guess in enumerate(record["predictions"], start=1):
                writer.writerow({**record, **guess, "rank": rank})

        return write

    def __exit__(self, kind: object, *_: object) -> None:
        if self.file is not None and self.path is not None:
            self.file.close()
            if kind is None:
                os.replace(self.part, self.path)
            else:
                self.part.unlink()
