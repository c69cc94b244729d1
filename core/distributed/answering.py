"""Reads, decodes and answers a batch of files; a picture without an answer gets a sentence instead."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from itertools import islice
from typing import Any

import pyarrow as pa

from core.datasets.readers import is_picture
from core.datasets.source_file import SourceFile, read_whole
from core.datasets.stroke_files import StrokeReader
from core.distributed.attempts import Begin, Row
from core.distributed.parts import ANSWERED_SCHEMA
from core.distributed.places import Place, open_place, translating_place_errors
from core.errors import BadData, InklingError
from core.inference.classifier import Classifier, Prediction
from core.jobs.retry import retry_while_busy
from core.jobs.unforeseen import translating_unforeseen
from core.preprocessing.decode import MAX_BYTES, decode_image
from core.preprocessing.image_source import ImageSource

# Rows per table, as a stroke file may have any number of drawings.
_ROWS_AT_ONCE = 1_000
# A remote file takes longer to arrive than to be decoded. Only a few are read ahead, as each may have
# `MAX_BYTES`.
_READ_AHEAD = 4
_ENDS_PROCESSES = (
    "Left out: every process that tried to read this crashed; check that another program can open it."
)
_Columns = dict[str, Any]
_Read = Callable[[], bytes]


class Answerer:
    """Answers batches with one network.

    Args:
        classifier: The network.
        places: The places that the files are in.
        top: Maximum number of classes in each answer.
    """

    def __init__(self, classifier: Classifier, places: Sequence[str], top: int) -> None:
        self._classifier, self._top = classifier, top
        self._places = [open_place(text) for text in places]

    def __call__(self, batch: pa.Table, begin: Begin = lambda row: True) -> Iterator[pa.Table]:
        """Answers a batch.

        Args:
            batch: Files, with the columns of `core.distributed.parts.BATCH_SCHEMA`.
            begin: Called before each picture and drawing, which is skipped if it returns False.

        Yields:
            Tables with the columns of `ANSWERED_SCHEMA`, with at least one row for each file. An unreadable
            file does not stop the others.
        """
        rows = (row for file, read in self._with_readers(batch) for row in self._rows_of(file, read, begin))
        while group := list(islice(rows, _ROWS_AT_ONCE)):
            yield pa.Table.from_pylist(group, schema=ANSWERED_SCHEMA)

    def _with_readers(self, batch: pa.Table) -> Iterator[tuple[_Columns, _Read]]:
        """Yields each file with a function that returns its bytes; remote files are read ahead."""
        files = batch.to_pylist()
        if all(place.file_system is None for place in self._places):
            yield from ((file, partial(self._bytes_of, file)) for file in files)
            return
        pending: deque[tuple[_Columns, Future[bytes]]] = deque()
        with ThreadPoolExecutor(_READ_AHEAD) as pool:
            for file in files:
                if len(pending) == _READ_AHEAD:
                    first, future = pending.popleft()
                    yield first, future.result
                pending.append((file, pool.submit(self._bytes_of, file)))
            yield from ((file, future.result) for file, future in pending)

    def _bytes_of(self, file: _Columns) -> bytes:
        """Reads a picture's bytes; empty for a stroke file, which is read line by line later."""
        place, name = self._places[file["place"]], file["name"]
        if file["problem"] or not is_picture(place.path_of(name)):
            return b""
        with translating_place_errors(place.text_of(name)):
            return read_whole(SourceFile(place.text_of(name), partial(place.open, name)), MAX_BYTES)

    def _rows_of(self, file: _Columns, read: _Read, begin: Begin) -> Iterator[_Columns]:
        place, name, position = self._places[file["place"]], file["name"], file["position"]
        placed = {"shard": file["shard"], "position": position}
        if file["problem"]:
            yield {**placed, "is_last": True, "problem": f"Left out: {file['problem']}."}
        elif is_picture(place.path_of(name)):
            outcome = self._outcome(name, partial(self._picture, name, read), (position, 0), begin)
            yield {**placed, "is_last": True, **outcome}
        else:
            outcomes = self._drawings(place, name, position, begin)
            for index, (outcome, is_last) in enumerate(_marking_last(outcomes)):
                yield {**placed, "index": index, "is_last": is_last, **outcome}

    def _drawings(self, place: Place, name: bytes, position: int, begin: Begin) -> Iterator[_Columns]:
        source = SourceFile(place.text_of(name), partial(place.open, name, is_read_at_once=False))
        count = 0
        try:
            with translating_unforeseen(source.name), translating_place_errors(source.name):
                for drawing in StrokeReader(keeps_all=False).read(source):
                    yield self._outcome(name, partial(self._drawing, drawing), (position, count), begin)
                    count += 1
                if not count:
                    raise BadData("There are no drawings in this file.")
        except InklingError as error:
            yield {"problem": str(error)}

    def _picture(self, name: bytes, read: _Read) -> Prediction:
        data, text = read(), name.decode("utf-8", "backslashreplace")
        return retry_while_busy(lambda: self._classifier.classify_picture(decode_image(data, text)))

    def _drawing(self, drawing: ImageSource) -> Prediction:
        strokes = drawing.read()
        assert not isinstance(strokes, bytes)
        return self._classifier.classify_strokes(strokes)

    def _outcome(self, name: bytes, predict: Callable[[], Prediction], row: Row, begin: Begin) -> _Columns:
        if not begin(row):
            return {"problem": f"{_ENDS_PROCESSES} Received: {name.decode('utf-8', 'backslashreplace')}"}
        try:
            with translating_unforeseen(name):
                prediction = predict()
        except InklingError as error:
            return {"problem": str(error)}
        top = prediction.top(self._top)
        return {
            "problem": "",
            "label": top[0].label,
            "probability": top[0].probability,
            "sure": prediction.sure,
            "reason": prediction.reason,
            "familiarity": prediction.familiarity,
            "labels": [ranked.label for ranked in top],
            "probabilities": [ranked.probability for ranked in top],
            "milliseconds": prediction.milliseconds,
        }


def _marking_last(rows: Iterable[_Columns]) -> Iterator[tuple[_Columns, bool]]:
    """Yields each row and whether it is the last one."""
    remaining = iter(rows)
    row = next(remaining, None)
    while row is not None:
        following = next(remaining, None)
        yield row, following is None
        row = following
