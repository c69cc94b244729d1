"""Measures the HTTP API under load next to other servers, and its effect on the pages, in about five minutes.

Needs `wrk` (Debian: apt-get install wrk) and the packages of requirements-dev.txt and requirements-onnx.txt.

python -m benchmarks.api                      # exports the networks for the other servers first
python -m benchmarks.api --exports FOLDER     # stores the exports in a folder, and reuses them next time
"""

import argparse
import asyncio
import base64
import io
import json
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median

import numpy as np
from ai_edge_litert.interpreter import Interpreter
from PIL import Image

from benchmarks.crowd import Step, drawings
from benchmarks.results import keep
from benchmarks.wrk import kept_busy, loaded
from core.bundles.library import read_library
from core.inference.classifier import Classifier
from core.preprocessing.example_drawings import example_drawing
from core.preprocessing.example_photos import read_example_photos
from core.preprocessing.ink_frames import mnist_frame_of_strokes
from core.preprocessing.quickdraw_format import to_quickdraw
from core.storage.paths import SHIPPED
from tests.browser.app_server import ROOT, free_port, running_app
from tests.browser.visitor import Visitor

NETWORKS = ("digits-deep", "things-1000")
CONNECTIONS = (1, 8, 64)
SECONDS = 3
STROKES = 40
_START_SECONDS = 60
PEERS = {"Flask around Keras": "flask_keras", "FastAPI with ONNX Runtime": "fastapi_onnx"}
OURS = "Inkling"


def picture_for(network: str) -> str:
    """Returns a picture as base64: a digit in MNIST's frame, or a photo of 224 x 224 pixels."""
    file = io.BytesIO()
    if network == "things-1000":
        photo = Image.open(io.BytesIO(read_example_photos()[0].read_bytes())).convert("RGB")
        photo.resize((224, 224)).save(file, "JPEG", quality=90)
    else:
        ink = mnist_frame_of_strokes(example_drawing("digits", 7)[1])
        Image.fromarray((ink * 255).astype(np.uint8)).save(file, "PNG")
    return base64.b64encode(file.getvalue()).decode()


def question_for(network: str, strokes: bool = False) -> bytes:
    """Returns the body of a request to Inkling."""
    asked = {"drawings": [to_quickdraw(example_drawing("digits", 7)[1])]} if strokes else {}
    return json.dumps(
        {"models": [network], **(asked or {"images": [picture_for(network)]}), "top": 1}
    ).encode()


@contextmanager
def peer(module: str, network: str, exports: Path) -> Iterator[str]:
    """Runs one of the other servers while the block runs; yields the address for requests."""
    folder, port = exports / network, free_port()
    if not folder.exists():
        command = [sys.executable, "-m", "benchmarks.peers.exports", network, str(folder)]
        subprocess.run(command, cwd=ROOT, check=True)
    command = [sys.executable, "-m", f"benchmarks.peers.{module}", str(folder), str(port)]
    server = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}/predict"
    try:
        body = json.dumps({"image": picture_for(network)}).encode()
        until = time.monotonic() + _START_SECONDS
        while True:
            try:
                answer = ask(address, body)
                break
            except OSError:
                assert time.monotonic() < until, f"{module} did not start"
                time.sleep(0.2)
        print(f"  {module} says of {network}: {answer}", flush=True)
        yield address
    finally:
        server.terminate()
        server.wait(10)


def ask(address: str, body: bytes) -> dict[str, object]:
    """Sends one request; returns the answer."""
    request = urllib.request.Request(address, body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=30) as response:
        answer: dict[str, object] = json.load(response)
        return answer


def beside_others(api: str, network: str, exports: Path) -> list[tuple[str, float, str, str]]:
    """Measures Inkling and the other servers in turn; returns rows of the table."""
    rows: list[tuple[str, float, str, str]] = []
    with ExitStack() as stack:
        body = json.dumps({"image": picture_for(network)}).encode()
        servers = {OURS: (api, question_for(network))}
        for name, module in PEERS.items():
            servers[name] = (stack.enter_context(peer(module, network, exports)), body)
        print(f"  Inkling says of {network}: {ask(*servers[OURS])}", flush=True)
        for connections in CONNECTIONS:
            rates = {}
            for name, (address, asked) in servers.items():
                load = loaded(address, asked, connections, SECONDS)
                rates[name] = load.per_second
                what = f"{network}, {connections} connections, {name}"
                limit = "at most 50" if (name, network, connections) == (OURS, NETWORKS[0], 8) else ""
                rows += [
                    (f"{what}: requests a second", load.per_second, "", ""),
                    (f"{what}: time to the answer, 99th percentile", load.slow_ms, "ms", limit),
                ]
                if load.errors:
                    rows.append((f"{what}: errors", load.errors, "", "none"))
                print(what, load, flush=True)
            for name in PEERS:
                flask = "at least 30" if network == NETWORKS[0] else ""
                asked_ratio = flask if "Flask" in name else "at least 1"
                ratio = rates[OURS] / rates[name]
                rows.append(
                    (f"{network}, {connections} connections: Inkling / {name}", ratio, "times", asked_ratio)
                )
    return rows


def together(network: str, sizes: Sequence[int] = (1, 8, 32)) -> list[tuple[str, float, str, str]]:
    """Measures whether each picture takes less time in a larger batch; returns rows of the table."""
    rows: list[tuple[str, float, str, str]] = []
    content = (SHIPPED / network / "model.tflite").read_bytes()
    for size in sizes:
        interpreter = Interpreter(model_content=content, num_threads=1)
        (given,) = interpreter.get_input_details()
        interpreter.resize_tensor_input(given["index"], [size, *given["shape"][1:]])
        interpreter.allocate_tensors()
        pictures = np.random.default_rng(0).random((size, *given["shape"][1:]), dtype=np.float32)
        times = []
        for _ in range(max(5, 60 // size)):
            start = time.perf_counter()
            interpreter.set_tensor(given["index"], pictures)
            interpreter.invoke()
            times.append((time.perf_counter() - start) * 1000 / size)
        what = f"{network}, {size} in one LiteRT batch: time of each picture"
        rows.append((what, median(times), "ms", ""))
    return rows


async def stroke_times(address: str, steps: Sequence[Step]) -> list[float]:
    """Draws on the page; returns the milliseconds from each stroke to the end of its answer."""
    visitor = await Visitor.arrive(address)
    await visitor.open_page()
    times = []
    for step in steps:
        times.append((await visitor.draw(step.objects)).seconds * 1000)
        await asyncio.sleep(0.2)
    await visitor.leave()
    return times


def pages_meanwhile(address: str, api: str) -> list[tuple[str, float, str, str]]:
    """Measures how fast the Draw page answers, alone and while the API is busy; returns rows of the table."""
    library = read_library()
    classifiers = [Classifier(bundle) for bundle in library.for_task("digits")[:3]]
    (steps,) = drawings(1, STROKES, classifiers)
    asyncio.run(stroke_times(address, steps[:3]))
    rest = median(asyncio.run(stroke_times(address, steps)))
    with kept_busy(api, question_for(NETWORKS[0]), 8):
        time.sleep(1)
        busy = median(asyncio.run(stroke_times(address, steps)))
    return [
        ("a stroke on the page to its answers, nothing else going on", rest, "ms", ""),
        ("a stroke on the page to its answers, 8 connections asking the API meanwhile", busy, "ms", ""),
        ("the same: API busy / nothing else going on", busy / rest, "times", "at most 1.5"),
    ]


def main() -> None:
    """Runs the benchmark, and writes and prints the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--exports", type=Path, help="folder for the networks exported for the other servers")
    arguments = parser.parse_args()
    rows: list[tuple[str, float, str, str]] = []
    with tempfile.TemporaryDirectory() as scratch:
        exports = arguments.exports or Path(scratch) / "exports"
        for network in NETWORKS:
            rows += together(network)
        with running_app(INKLING_HOME=f"{scratch}/home", INKLING_API_TOKEN="") as address:
            api = f"{address}/api/v1/predict"
            for network in NETWORKS:
                rows += beside_others(api, network, exports)
            rows += pages_meanwhile(address, api)
    keep(
        "api",
        [
            dict(zip(("what", "value", "unit", "asked"), (w, round(v, 2), u, a), strict=True))
            for w, v, u, a in rows
        ],
    )


if __name__ == "__main__":
    main()
