"""The answers of networks for pictures, in order: for each picture, an answer or an error."""

import base64
import threading
from collections.abc import Iterable
from typing import Any, Literal

from pydantic import BaseModel, Field

from api.networks import in_memory
from api.problems import Problem, problem_of
from api.questions import Question
from core.errors import InklingError
from core.inference.classifier import Classifier, Prediction
from core.inference.whole_numbers import number_of
from core.jobs.parallel import ordered_map
from core.jobs.unforeseen import translating_unforeseen
from core.preprocessing.adjusting import as_png
from core.preprocessing.decode import Picture
from core.preprocessing.image_source import ImageSource
from core.preprocessing.preprocessor import Content
from core.presentation.overlays import heat_picture, sharp_photo
from core.presentation.replies import reply_of
from core.storage.names import printable

# Drawings that a thread takes at a time: waking another thread costs as much as answering one drawing.
_AT_ONCE = 4


class RankedClass(BaseModel):
    """A class and how likely it is."""

    label: str
    probability: float = Field(
        description="Calibrated, 0 to 1; with `something_else`, those of all classes add up to 1."
    )


class NetworkAnswer(BaseModel):
    """The answer of one network for one picture."""

    model: str
    sure: bool = Field(description="Whether there is an answer, rather than a best guess.")
    answer: str | None = Field(
        description="Its answer, as shown on the pages: a class, a kind of thing, or the digits of a "
        "number; null if it is not sure."
    )
    confidence: float = Field(
        description="How sure it is of its answer, or of its best guess, 0 to 1. For a kind of thing, the "
        "probability of the kind; for a number, that of all digits together."
    )
    reason: Literal["sure", "unfamiliar", "torn"] = Field(
        description="Why it is not sure: it looks like nothing it was taught, or no class is likely enough."
    )
    predictions: list[RankedClass] = Field(
        description="Most likely first. Several digits are treated as one."
    )
    something_else: float = Field(
        description="The chance that the picture shows nothing it was taught, 0 to 1; 0 unless `unfamiliar`."
    )
    digits: list[str] = Field(
        description="The digits of a number from left to right, a `?` for each unsure one; empty if it is "
        "not a number, or if more than one of them, and more than a tenth, are unsure."
    )
    more_digits: bool = Field(description="Whether the number has more digits than were read.")
    milliseconds: float = Field(description="Time of preprocessing and network.")
    heat_map: str | None = Field(
        default=None,
        description="PNG as a data URL, 280 x 280 pixels: orange where it looked; on a photo, a line "
        "surrounds the strongest part. Null if it cannot tell.",
    )


class NetworkError(BaseModel):
    """Why one network has no answer for one picture."""

    model: str
    error: Problem


class PictureAnswer(BaseModel):
    """The results of all networks for one picture, in the order in which the request named them."""

    index: int = Field(description="Which picture of the request, from 0.")
    name: str
    results: list[NetworkAnswer | NetworkError]


class PictureError(BaseModel):
    """Why a picture has no results at all."""

    index: int
    name: str
    error: Problem


class PredictResponse(BaseModel):
    """An entry for each picture, in the order of the request."""

    answers: list[PictureAnswer | PictureError]


def answer(question: Question, stop: threading.Event) -> PredictResponse:
    """Asks the networks about all pictures of a request.

    Args:
        question: The pictures, and the networks to ask.
        stop: Set when the client no longer waits for the answers; the remaining pictures are then skipped.

    Raises:
        UnknownNetwork: If there is no network with one of the names.
        NetworkFailed: If a network cannot be loaded.
    """
    networks = [in_memory(name) for name in question.models]

    def entry(numbered: tuple[int, ImageSource]) -> PictureAnswer | PictureError:
        return _entry(*numbered, networks, question)

    sources = list(enumerate(question.sources))
    if len(sources) == 1:
        return PredictResponse(answers=[entry(sources[0])])
    entries = []
    for _, outcome in ordered_map(entry, _until(stop, sources), _AT_ONCE):
        entries.append(outcome)
        if stop.is_set():
            break
    return PredictResponse(answers=entries)


def _until(stop: threading.Event, sources: Iterable[Any]) -> Iterable[Any]:
    for source in sources:
        if stop.is_set():
            return
        yield source


def _entry(
    index: int, source: ImageSource, networks: list[Classifier], question: Question
) -> PictureAnswer | PictureError:
    name = printable(source.name)
    try:
        with translating_unforeseen(name):
            content = source.content()
            results = [_result(classifier, content, question) for classifier in networks]
    except InklingError as error:
        return PictureError(index=index, name=name, error=problem_of(error))
    return PictureAnswer(index=index, name=name, results=results)


def _result(classifier: Classifier, content: Content, question: Question) -> NetworkAnswer | NetworkError:
    try:
        if isinstance(content, Picture):
            prediction = classifier.classify_picture(content)
        else:
            prediction = classifier.classify_strokes(content)
    except InklingError as error:
        return NetworkError(model=classifier.bundle.name, error=problem_of(error))
    is_drawn = not isinstance(content, Picture)
    reply = reply_of(prediction, number_of(classifier, lambda: content, prediction, is_drawn))
    ranked = prediction.top(question.top)
    return NetworkAnswer(
        model=prediction.bundle.name,
        sure=reply.sure,
        answer=reply.answer,
        confidence=round(reply.confidence, 6),
        reason=reply.reason,
        predictions=[RankedClass(label=one.label, probability=round(one.probability, 6)) for one in ranked],
        something_else=round(prediction.something_else, 6),
        digits=list(reply.digits),
        more_digits=reply.has_more_digits,
        milliseconds=round(prediction.milliseconds, 3),
        heat_map=_heat_map(prediction, ranked[0].label, content) if question.heat_map else None,
    )


def _heat_map(prediction: Prediction, label: str, content: Content) -> str | None:
    photo = None
    if prediction.bundle.kind == "photo" and isinstance(content, Picture):
        photo = sharp_photo(prediction, content)
    overlay = heat_picture(prediction, label, photo=photo)
    return None if overlay is None else f"data:image/png;base64,{base64.b64encode(as_png(overlay)).decode()}"
