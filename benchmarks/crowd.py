"""Lets many people draw at once, without a browser; measures response times and the load on the server.

python -m benchmarks.crowd                         # this checkout
python -m benchmarks.crowd --before OTHER_CHECKOUT # this checkout and another one, in turn
"""

import argparse
import asyncio
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import psutil

from benchmarks.results import keep
from core.bundles.library import read_library
from core.errors import NoInk
from core.inference.classifier import Classifier
from core.inference.drawn_numbers import read_drawn_number
from core.preprocessing.canvas_format import from_canvas, to_canvas
from core.preprocessing.example_drawings import EXAMPLES, example_drawing
from core.preprocessing.ink_frames import refuse_dot
from core.preprocessing.strokes import Strokes
from core.presentation.number_readings import number_summaries
from tests.browser.app_server import ROOT, free_port, start_app, wait_until_up
from tests.browser.visitor import Shown, Visitor

CROWDS = (1, 10, 50)
SECONDS_BETWEEN_STROKES = 2.0
STROKES_EACH = 16
SESSIONS, SESSIONS_AT_ONCE = 2_000, 8
# After this many, Streamlit's own store of closed sessions is full, and memory should stay level.
SESSIONS_TO_WARM_UP = 500
# The number of strokes into which each stroke of an example is cut, and the number of points in each of them.
_PIECES, _POINTS = 3, 25
_PEN_PX, _INK_COLOR = 12, "#1B1F24"
# The canvas has two pixels for each unit of the drawing's own coordinates.
_CANVAS_SCALE = 2


@dataclass(frozen=True)
class Step:
    """A drawing after one more stroke, and the expected answers.

    Attributes:
        objects: All objects on the canvas.
        headlines: The expected answer of each network by its title; empty while there is only a dot.
    """

    objects: list[dict[str, Any]]
    headlines: dict[str, str]


@dataclass
class Measured:
    """The measurements of one crowd.

    Attributes:
        milliseconds: The time from each stroke to the end of its answer.
        errors: Unexpected answers, errors on the page, and exceptions.
        cpu_ms_each: Processor time of the server for each stroke.
    """

    milliseconds: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    cpu_ms_each: float = 0.0


def drawings(people: int, strokes_each: int, classifiers: Sequence[Classifier]) -> list[list[Step]]:
    """Makes each person's drawings: example digits, randomly rotated and scaled, growing stroke by stroke."""
    generator = np.random.default_rng(0)
    return [list(islice(_steps(generator, classifiers), strokes_each)) for _ in range(people)]


def _steps(generator: np.random.Generator, classifiers: Sequence[Classifier]) -> Iterator[Step]:
    while True:
        number = int(generator.integers(len(EXAMPLES["digits"])))
        strokes = _turned(example_drawing("digits", number)[1], generator)
        pieces = [piece for stroke in strokes for piece in _pieces(stroke)]
        for count in range(1, len(pieces) + 1):
            yield _step(pieces[:count], classifiers)


def _pieces(stroke: np.ndarray) -> list[np.ndarray]:
    """Cuts a stroke into short strokes with as many points as if drawn by hand."""
    places = np.linspace(0, len(stroke) - 1, _PIECES * _POINTS)
    dense = np.stack([np.interp(places, np.arange(len(stroke)), axis) for axis in stroke.T], axis=1)
    return np.array_split(dense.astype(np.float32), _PIECES)


def _turned(strokes: Strokes, generator: np.random.Generator) -> Strokes:
    angle, scale = generator.uniform(-0.3, 0.3), generator.uniform(0.7, 1.1, 2)
    rotation = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    return [(((stroke - 140) * scale) @ rotation + 140).astype(np.float32) for stroke in strokes]


def _step(strokes: Strokes, classifiers: Sequence[Classifier]) -> Step:
    enlarged = [stroke * _CANVAS_SCALE for stroke in strokes]
    objects = to_canvas(enlarged, _PEN_PX * _CANVAS_SCALE, _INK_COLOR)["objects"]
    seen = [stroke / _CANVAS_SCALE for stroke in from_canvas({"objects": objects})]
    try:
        refuse_dot(seen)
    except NoInk:
        # The page says so, and asks no network.
        return Step(objects, {})
    answers = [classifier.classify_strokes(seen) for classifier in classifiers]
    if number := read_drawn_number(seen, classifiers):
        # The pieces of an incomplete digit may look like two digits.
        return Step(objects, {each.title: each.answer for each in number_summaries(number.reading)})
    return Step(
        objects,
        {answer.bundle.title: answer.top(1)[0].label if answer.sure else "Not sure" for answer in answers},
    )


async def crowd(address: str, server: psutil.Process, steps: list[list[Step]]) -> Measured:
    """Lets people draw, each of them one stroke every two seconds, with staggered starts."""
    measured = Measured()
    visitors = [await Visitor.arrive(address) for _ in steps]
    for visitor in visitors:
        await visitor.open_page()
    before, start = _cpu_seconds(server), time.perf_counter() + 0.5

    async def draw(visitor: Visitor, own: list[Step], place: int) -> None:
        due = start + SECONDS_BETWEEN_STROKES * place / len(steps)
        for step in own:
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            due += SECONDS_BETWEEN_STROKES
            try:
                shown = await visitor.draw(step.objects)
            except Exception as error:
                measured.errors.append(repr(error))
                return
            measured.milliseconds.append(shown.seconds * 1000)
            measured.errors.extend(wrong_answers(shown, step))

    await asyncio.gather(*(draw(*each) for each in zip(visitors, steps, range(len(steps)), strict=True)))
    measured.cpu_ms_each = (_cpu_seconds(server) - before) * 1000 / max(1, len(measured.milliseconds))
    await asyncio.gather(*(visitor.leave() for visitor in visitors))
    return measured


def wrong_answers(shown: Shown, step: Step) -> list[str]:
    """Returns what is wrong with what a visitor sees after a step: other answers, and complaints."""
    if shown.headlines != step.headlines:
        return [f"{shown.headlines} instead of {step.headlines}", *shown.errors]
    return shown.errors


async def memory_over_sessions(
    address: str, server: psutil.Process, steps: list[Step]
) -> tuple[float, float]:
    """Opens and closes many sessions; returns the server's memory in MB after the first and after all."""
    waiting = list(range(SESSIONS))
    sizes: list[float] = []

    async def come_and_go() -> None:
        while waiting:
            waiting.pop()
            visitor = await Visitor.arrive(address)
            await visitor.open_page()
            shown = await visitor.draw(steps[-1].objects)
            assert not wrong_answers(shown, steps[-1]), shown
            await visitor.leave()
            sizes.append(server.memory_info().rss / 1e6)

    await asyncio.gather(*(come_and_go() for _ in range(SESSIONS_AT_ONCE)))
    return sizes[SESSIONS_TO_WARM_UP], sizes[-1]


def _cpu_seconds(server: psutil.Process) -> float:
    times = server.cpu_times()
    return times.user + times.system


@contextmanager
def running(root: Path, home: str) -> Iterator[tuple[str, psutil.Process]]:
    """Runs the app of a checkout while the block runs; yields its address and its process."""
    port = free_port()
    process = start_app(port, root=root, INKLING_HOME=home)
    try:
        wait_until_up(port, process)
        yield f"http://127.0.0.1:{port}", psutil.Process(process.pid)
    finally:
        process.terminate()
        process.wait(10)


def measure(roots: dict[str, Path], people: int, classifiers: Sequence[Classifier]) -> dict[str, Measured]:
    """Measures one crowd with each checkout; returns the measurements by the checkout's name."""
    result = {}
    for name, root in roots.items():
        with tempfile.TemporaryDirectory() as home, running(root, home) as (address, server):
            first, *_ = drawings(1, STROKES_EACH, classifiers)
            asyncio.run(crowd(address, server, [first[:_PIECES]]))  # loads the networks
            steps = drawings(people, STROKES_EACH, classifiers)
            result[name] = asyncio.run(crowd(address, server, steps))
            print(people, name, *(round(value, 1) for value in _figures(result[name])), flush=True)
            for error in result[name].errors[:3]:
                print("  ", error)
    return result


def _figures(measured: Measured) -> tuple[float, float, int, float]:
    """Returns median and 95th percentile in ms, the number of errors, and processor time in ms."""
    median, slow = np.percentile(measured.milliseconds, [50, 95])
    return float(median), float(slow), len(measured.errors), measured.cpu_ms_each


def main() -> None:
    """Runs the benchmark, and writes and prints the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--before", type=Path, help="another checkout, to compare with")
    parser.add_argument("--people", type=int, nargs="+", default=CROWDS)
    parser.add_argument("--no-sessions", action="store_true", help="skip the 2,000 sessions")
    arguments = parser.parse_args()
    library = read_library()
    classifiers = [Classifier(bundle) for bundle in library.for_task("digits")[:3]]
    roots = {"now": ROOT} | ({"before": arguments.before.resolve()} if arguments.before else {})
    rows: list[tuple[str, float, str, str]] = []
    for people in arguments.people:
        for name, measured in measure(roots, people, classifiers).items():
            median, slow, errors, cpu_ms = _figures(measured)
            who = f"{people} drawing, {name}"
            rows += [
                (f"{who}: stroke to answer, median", median, "ms", ""),
                (f"{who}: stroke to answer, 95th percentile", slow, "ms", "at most 1,000"),
                (f"{who}: answers that are wrong, crossed or errors", errors, "", "none"),
                (f"{who}: processor time of the server for a stroke", cpu_ms, "ms", ""),
            ]
    if not arguments.no_sessions:
        with tempfile.TemporaryDirectory() as home, running(ROOT, home) as (address, server):
            steps = drawings(1, _PIECES, classifiers)[0]
            early, late = asyncio.run(memory_over_sessions(address, server, steps))
        rows += [
            (f"the server's memory after {SESSIONS_TO_WARM_UP} sessions", early, "MB", ""),
            (f"the server's memory after {SESSIONS:,} sessions", late, "MB", "level"),
        ]
    keep(
        "crowd",
        [
            {"what": what, "value": round(value, 1), "unit": unit, "asked": asked}
            for what, value, unit, asked in rows
        ],
    )


if __name__ == "__main__":
    main()
