"""The process that imports pictures into a data set: `python -m core.workers.take_in FOLDER`.

`core.datasets.picture_imports` starts it.
"""

import os
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from core.datasets.change_records import last_change
from core.datasets.checks import require_trainable
from core.datasets.class_names import known_classes
from core.datasets.data_set import LIST, DataSet, Sample, read_list
from core.datasets.deletion import forget_old_changes
from core.datasets.import_records import ImportOutcome, ImportRequest, LeftOutGroup
from core.datasets.ingestion import require_room, store_pictures
from core.datasets.kind_guess import KindGuess, guess_kind
from core.datasets.listing import LeftOut, Listing
from core.datasets.listing_notes import classes_joined
from core.datasets.picture_imports import (
    DRAFT_FOLDER,
    UPLOAD_FOLDER,
    PictureImport,
    clear_import,
    forget_old_imports,
    read_import,
)
from core.datasets.readers import list_source
from core.datasets.store import add_samples, data_sets, draft_data_set, publish_data_set, read_data_set
from core.datasets.unlisted import discard_unlisted
from core.datasets.uploads import list_upload
from core.errors import BadData, InklingError, without_name
from core.jobs.process import OVER, run_to_end, update_state
from core.jobs.progress import ProgressWriter
from core.plurals import counted
from core.storage.leftovers import sweep_all
from core.storage.received import unquoted

_NICENESS = 10
# How often stored pictures are added to the list; after a kill, only unlisted pictures are read again.
_LIST_SECONDS = 5.0
_NAMES_SHOWN, _GROUPS_SHOWN = 200, 50
_MAX_NOTE_CHARACTERS = 5_000
_STOPPED = "The import was cancelled; nothing was added."
_COPY = "the same picture as another one of its class"
_ELSEWHERE = "already in the data set, in another class"


def main(folder: Path) -> int:
    """Runs the import that a folder requests, or resumes it.

    Args:
        folder: The import's folder.

    Returns:
        0 if the pictures are now in a data set, else 1.
    """
    status = run_to_end(folder, lambda: _take_in(folder, ProgressWriter(folder)))
    if status in OVER:
        clear_import(folder)
    return 0 if status == "done" else 1


def _take_in(folder: Path, progress: ProgressWriter) -> dict[str, Any]:
    """Runs the whole import; returns the final changes to its state."""
    picture_import = read_import(folder.name)
    request = picture_import.request
    if (finished := _finished_before(picture_import)) is not None:
        return _ending(_trained(progress, request, finished))
    sweep_all()
    forget_old_changes()
    forget_old_imports()
    progress.phase("Looking for pictures")
    listing = _listing(folder, request).labelled()
    target = read_data_set(request.data_set) if request.data_set else None
    guess = _kind(request, target, listing)
    draft, left_out = _read_all(folder, request, listing, guess, progress)
    progress.raise_if_stopped(_STOPPED)
    progress.phase("Adding them to the data set")
    notes = list(listing.notes)
    if not draft.samples:
        outcome = ImportOutcome("", False, guess.kind, guess.is_sure, {}, left_out=_grouped(left_out))
        update_state(folder, outcome=asdict(outcome))
        raise BadData(f"No picture could be imported. Received: {_first_reason(outcome)}")
    if target is None:
        outcome = _publish(folder.name, request, draft, left_out, guess)
    else:
        # It may have been changed while the pictures were read.
        target = read_data_set(target.name)
        known = known_classes((sample.label for sample in draft.samples), target.classes)
        notes += classes_joined(known)
        draft = replace(
            draft, samples=tuple(replace(sample, label=known[sample.label]) for sample in draft.samples)
        )
        outcome = _merge(folder.name, request, draft, target, left_out, guess)
    said = tuple(note[:_MAX_NOTE_CHARACTERS] for note in notes)
    outcome = replace(outcome, left_out=_grouped(left_out), notes=said)
    # If this process is killed now, nothing is added again that users remove before they resume it.
    update_state(folder, outcome=asdict(outcome))
    return _ending(_trained(progress, request, outcome))


def _trained(progress: ProgressWriter, request: ImportRequest, outcome: ImportOutcome) -> ImportOutcome:
    """Starts the training that was requested with the import, if any; returns the outcome with its run."""
    if (asked := request.training) is None:
        return outcome
    # These modules import pandas, which other imports of pictures do not need.
    from core.training.presets import suggest
    from core.training.runs import start_run

    data_set = read_data_set(outcome.data_set)
    strategy, backbone = asked.strategy or None, asked.backbone or None
    suggestion = suggest(data_set, request.title, strategy, backbone, asked.effort)
    progress.raise_if_stopped("The training was stopped before it began; its pictures are kept.")
    # The run has the import's name, so that an import that is killed and resumed does not start a second one.
    return replace(outcome, run=start_run(suggestion.request, name=progress.folder.name).name)


def _listing(folder: Path, request: ImportRequest) -> Listing:
    if request.source:
        return list_source(Path(request.source), request.name)
    return list_upload(folder / UPLOAD_FOLDER, request.name)


def _kind(request: ImportRequest, target: DataSet | None, listing: Listing) -> KindGuess:
    if kind := request.kind if target is None else target.kind:
        return KindGuess(kind, is_sure=True)
    return guess_kind(listing.sources)


def _read_all(
    folder: Path, request: ImportRequest, listing: Listing, guess: KindGuess, progress: ProgressWriter
) -> tuple[DataSet, list[LeftOut]]:
    """Checks all pictures and stores them in a draft; returns the draft, and what was left out."""
    draft = _draft(folder / DRAFT_FOLDER, request, guess)
    total = len(listing.sources)
    require_room(draft, total - len(draft.samples))
    # Files that an earlier attempt had moved to the data set may have been deleted there, as none was listed.
    done = [sample for sample in draft.samples if draft.path(sample).exists()]
    done_names = {sample.name for sample in done}
    remaining = [source for source in listing.sources if source.name not in done_names]
    there = {(sample.sha256, sample.label) for sample in done}
    left_out: list[LeftOut] = []
    samples: list[Sample] = []
    progress.phase("Reading the pictures", total)
    listed_seconds = time.monotonic()
    for count, (source, outcome) in enumerate(store_pictures(draft, remaining), start=1):
        if isinstance(outcome, InklingError):
            left_out.append(LeftOut(source.name, str(outcome)))
        elif (outcome.sha256, outcome.label) in there:
            left_out.append(LeftOut(source.name, _COPY))
        else:
            there.add((outcome.sha256, outcome.label))
            samples.append(outcome)
        progress.progress(total - len(remaining) + count, total)
        progress.raise_if_stopped(_STOPPED)
        if time.monotonic() - listed_seconds > _LIST_SECONDS:
            draft, samples, listed_seconds = add_samples(draft, samples), [], time.monotonic()
    return add_samples(draft, samples), [*left_out, *listing.left_out]


def _draft(folder: Path, request: ImportRequest, guess: KindGuess) -> DataSet:
    """Returns the draft as far as it was written before, or a new one."""
    if (folder / LIST).exists():
        # If the list is damaged, the pictures are still where they came from.
        with suppress(BadData):
            return read_list(folder)
    return draft_data_set(folder, request.title, guess.kind)


def _refused(left_out: Iterable[LeftOut]) -> list[tuple[str, str]]:
    """Returns name and reason of the pictures that the data set lacks; of copies, it has another one."""
    copies = (_COPY, _ELSEWHERE)
    return [(file.name, file.reason) for file in left_out if file.is_picture and file.reason not in copies]


def _publish(
    job: str, request: ImportRequest, draft: DataSet, left_out: Iterable[LeftOut], guess: KindGuess
) -> ImportOutcome:
    """Makes the draft a new data set; a training reuses an existing one with the same pictures instead."""
    if request.for_training:
        require_trainable(draft)
    draft = add_samples(draft, [], _refused(left_out))
    data_set = publish_data_set(draft, f'"{request.name}" was imported', job, reuse=request.for_training)
    is_new = not (draft.folder / LIST).exists()
    added, already = (draft.samples, 0) if is_new else ((), len(draft.samples))
    return _outcome(data_set, added, is_new=is_new, is_sure=guess.is_sure, already=already)


def _merge(
    job: str,
    request: ImportRequest,
    draft: DataSet,
    target: DataSet,
    left_out: list[LeftOut],
    guess: KindGuess,
) -> ImportOutcome:
    """Adds the draft's pictures to a data set, except those already in it; extends `left_out`."""
    label_of = {sample.sha256: sample.label for sample in target.samples}
    fresh = [sample for sample in draft.samples if sample.sha256 not in label_of]
    elsewhere = [
        sample for sample in draft.samples if label_of.get(sample.sha256, sample.label) != sample.label
    ]
    left_out += [
        LeftOut(f'{sample.name}: already in it as "{label_of[sample.sha256]}"', _ELSEWHERE)
        for sample in elsewhere
    ]
    require_room(target, len(fresh))
    added: list[Sample] = []

    def move(sample: Sample) -> None:
        added.append(sample)
        path = target.path(sample)
        path.parent.mkdir(parents=True, exist_ok=True)
        if draft.path(sample).exists():
            os.replace(draft.path(sample), path)

    refused = _refused(left_out)
    what = f'"{request.name}" was imported'
    # Another tab may have added a class since the target was read.
    classes = {sample.label for sample in draft.samples}
    try:
        target = add_samples(target, fresh, refused, what=what, job=job, keep=move, source_classes=classes)
    except BaseException:
        discard_unlisted(target.folder, fresh)
        raise
    already = len(draft.samples) - len(added) - len(elsewhere)
    return _outcome(target, added, is_new=False, is_sure=guess.is_sure, already=already)


def _finished_before(picture_import: PictureImport) -> ImportOutcome | None:
    """Returns the outcome of an import that was killed after its pictures had been added, else None."""
    if picture_import.outcome and picture_import.outcome.data_set:
        return picture_import.outcome
    # It may have been killed just before it could write the outcome.
    for data_set in data_sets():
        change = last_change(data_set)
        if change is not None and change.job == picture_import.name:
            numbers = set(change.added)
            added = [sample for sample in data_set.samples if sample.number in numbers]
            return _outcome(data_set, added, is_new=change.creates, is_sure=True)
    return None


def _outcome(
    data_set: DataSet, added: Iterable[Sample], is_new: bool, is_sure: bool, already: int = 0
) -> ImportOutcome:
    samples = list(added)
    return ImportOutcome(
        data_set=data_set.name,
        is_new=is_new,
        kind=data_set.kind,
        kind_is_sure=is_sure,
        added=dict(Counter(sample.label for sample in samples)),
        already=already,
        parts=dict(Counter(sample.part for sample in samples if sample.part)),
    )


def _grouped(left_out: list[LeftOut]) -> tuple[LeftOutGroup, ...]:
    """Groups what was left out by reason; the part of a reason after "Received:" moves to the file's name."""
    names: dict[tuple[str, bool], list[str]] = defaultdict(list)
    for file in left_out:
        reason, _, received = without_name(file.name, file.reason).partition(" Received: ")
        name = unquoted(file.name)
        names[reason, file.is_picture].append(f"{name}: {received}" if received else name)
    groups = [
        LeftOutGroup(reason, len(files), tuple(files[:_NAMES_SHOWN]), are_pictures)
        for (reason, are_pictures), files in names.items()
    ]
    return tuple(sorted(groups, key=lambda group: -group.count)[:_GROUPS_SHOWN])


def _first_reason(outcome: ImportOutcome) -> str:
    group = next(iter(outcome.left_out), None)
    return "no pictures" if group is None else f"{counted(group.count, 'file')}: {group.reason}"


def _ending(outcome: ImportOutcome) -> dict[str, Any]:
    """Returns the final changes to an import's state: its outcome, and a sentence about it."""
    total = outcome.count + outcome.already + outcome.left_out_count
    # "were imported" stays true even if some are removed later, while the message is still shown.
    was = "was" if total == 1 else "were"
    message = f"{outcome.count:,} of {counted(total, 'picture')} {was} imported."
    for count, where in ((outcome.already, "already in the data set"), (outcome.left_out_count, "left out")):
        if count:
            message += f" {count:,} {'was' if count == 1 else 'were'} {where}."
    return {"outcome": asdict(outcome), "message": message}


if __name__ == "__main__":
    if hasattr(os, "nice"):  # on Windows, it was started with low priority
        os.nice(_NICENESS)
    sys.exit(main(Path(sys.argv[1]).resolve()))
