"""Times the Compare page with five networks and 10,000 test answers each: `python -m benchmarks.compare`.

Times are measured in a real browser: from a click on the page's name in the open app, and from opening the
page in a new tab, until every chart is painted; and from a step of the slider to the frame in which the rule
on the curves and the picture have moved. The answers are stored in advance, which needs the data in
INKLING_DATA: three shipped networks answer the MNIST test pictures, and two of them also blurred copies.
"""

import hashlib
import os
import shutil
import statistics
import tempfile
from pathlib import Path

import numpy as np
from playwright.sync_api import Browser, Page
from safetensors.numpy import save

from benchmarks.results import keep
from core.bundles.card_file import read_card, write_card
from core.bundles.library import read_library
from core.comparison.changes import changed_frame
from core.inference.classifier import Classifier
from core.jobs.parallel import ordered_map
from core.preprocessing.ink_frames import mnist_frame
from core.storage.paths import SHIPPED, own_bundles
from recipes.data import mnist
from tests.browser.app_server import running_app
from tests.browser.chromium import running_browser

# The name, the network that answers, and how much its pictures are blurred, in per cent of their width.
NETWORKS = (
    ("deep", "digits-deep", 0),
    ("simple", "digits-simple", 0),
    ("dense", "digits-dense", 0),
    ("simple-blurred", "digits-simple", 4),
    ("dense-blurred", "digits-dense", 4),
)
ROUNDS, STEPS = 5, 20
_LABELLED = "Many labelled pictures"
_LAST_CHART = ".inkling-figures svg[aria-label^='Scatter chart of accuracy against milliseconds']"
# Waits for the frame in which the last chart and all charts before it exist.
_ALL_CHARTS = """last => new Promise(done => {
    const look = () => document.querySelector(last)
        && document.querySelectorAll('.inkling-figures svg[role=img]').length >= 12
        && document.querySelector('[aria-label="Figures of the networks"] td')
        ? requestAnimationFrame(() => done(performance.now())) : requestAnimationFrame(look);
    look();
})"""
_MOVE = """step => new Promise(done => {
    const input = document.querySelector('.cmp-changing input');
    const rule = document.querySelector('.cmp-changing .cmp-rule');
    const before = rule.getAttribute('x1');
    const start = performance.now();
    input.value = step;
    input.dispatchEvent(new Event('input', {bubbles: true}));
    const look = () => rule.getAttribute('x1') !== before
        ? requestAnimationFrame(() => done(performance.now() - start)) : requestAnimationFrame(look);
    look();
})"""
_CHANGE = """name => new Promise(done => {
    const start = performance.now();
    const button = [...document.querySelectorAll('button')].find(each => each.textContent.trim() === name);
    button.click();
    const look = () => {
        const shown = document.querySelector('.cmp-changing .cmp-slider span')?.textContent || '';
        shown.startsWith(name) ? requestAnimationFrame(() => done(performance.now() - start))
            : requestAnimationFrame(look);
    };
    look();
})"""


def make_networks() -> None:
    """Adds five networks with 10,000 test answers each to the user's own networks."""
    pictures = mnist("test")
    frames = [mnist_frame(image) for image in pictures.images]
    for name, source, blur in NETWORKS:
        classifier = Classifier(read_library([SHIPPED]).get(source))
        blurred = [changed_frame(frame, "blur", blur) for frame in frames]
        logits = np.stack([logits for _, (logits, _) in ordered_map(classifier.run, blurred, at_once=16)])
        arrays = {"logits": logits.astype(np.float32), "labels": pictures.labels.astype(np.int64)}
        folder = own_bundles() / name
        shutil.copytree(SHIPPED / source, folder)
        data, card = save(arrays), read_card(SHIPPED / source)
        (folder / "evaluation.safetensors").write_bytes(data)
        update = {
            "name": name,
            "title": f"Digits, {name}",
            "sha256": {**card.sha256, "evaluation.safetensors": hashlib.sha256(data).hexdigest()},
            "size_bytes": {**card.size_bytes, "evaluation.safetensors": len(data)},
        }
        write_card(folder, card.model_copy(update=update))


def address_of(address: str) -> str:
    """Returns the page's address with the five networks and their test answers."""
    names = "".join(f"&compare-networks-ink={name}" for name, _, _ in NETWORKS)
    return f"{address}/compare?compare={_LABELLED.replace(' ', '+')}{names}"


def in_a_tab(browser: Browser, address: str) -> float:
    """Returns the milliseconds from opening the address in a new tab until all charts are painted."""
    page = browser.new_page(viewport={"width": 1400, "height": 1000})
    page.goto(address_of(address), wait_until="commit")
    painted_ms = float(page.evaluate(_ALL_CHARTS, _LAST_CHART))
    page.close()
    return painted_ms


def by_click(page: Page, address: str) -> float:
    """Returns the milliseconds from a click in the open app until all charts are painted."""
    page.get_by_role("link", name="Networks").click()
    page.get_by_role("heading", name="The networks").wait_for()
    page.wait_for_timeout(1_000)
    page.evaluate(
        """() => { document.addEventListener('click', () => { window.clicked = performance.now(); },
            {capture: true, once: true}); }"""
    )
    page.get_by_role("link", name="Compare").click()
    painted_ms = page.evaluate(_ALL_CHARTS, _LAST_CHART)
    return float(painted_ms - page.evaluate("window.clicked"))


def slider_ms(page: Page, address: str) -> tuple[list[float], list[float]]:
    """Returns the milliseconds of each step of the slider, and of each switch to another kind of change."""
    page.goto(f"{address}/compare")
    page.get_by_role("button", name="Show me an example").click()
    page.locator(".cmp-changing input").wait_for()
    page.wait_for_timeout(3_000)
    moved = [float(page.evaluate(_MOVE, str(step))) for step in range(STEPS)]
    changed = []
    for name in ("Move", "Thicken", "Blur", "Fade", "Noise"):
        changed.append(float(page.evaluate(_CHANGE, name)))
        page.wait_for_timeout(1_000)
    return moved, changed


def main() -> None:
    """Runs the benchmark, and writes and prints the table."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["INKLING_HOME"] = str(Path(folder) / "home")
        make_networks()
        with running_app() as address, running_browser() as browser:
            page = browser.new_page(viewport={"width": 1400, "height": 1000})
            # The app is open and knows its networks, but has never shown the Compare page.
            page.goto(f"{address}/networks")
            page.get_by_role("heading", name="The networks").wait_for(timeout=120_000)
            first_ms = in_a_tab(browser, address)
            tabs = [in_a_tab(browser, address) for _ in range(ROUNDS)]
            page.goto(address_of(address))
            page.evaluate(_ALL_CHARTS, _LAST_CHART)
            clicks = [by_click(page, address) for _ in range(ROUNDS)]
            moved, changed = slider_ms(page, address)
    opened = "Compare with five networks on 10,000 stored test answers: all charts"
    rows: list[tuple[str, float, str, str]] = [
        (
            f"{opened}, after a click in the open app, median of {ROUNDS}",
            statistics.median(clicks),
            "ms",
            "at most 1000",
        ),
        (
            f"{opened}, in a new tab with the app itself, median of {ROUNDS}",
            statistics.median(tabs),
            "ms",
            "",
        ),
        ("the same, the first time after the server has started", first_ms, "ms", ""),
        (
            f"slider moved to new place on the curves, median of {STEPS}",
            statistics.median(moved),
            "ms",
            "at most 150",
        ),
        ("the same, slowest", max(moved), "ms", "at most 150"),
        (
            "another kind of change to its curves, three networks, median of 5",
            statistics.median(changed),
            "ms",
            "",
        ),
    ]
    names = ("what", "value", "unit", "asked")
    keep("compare", [dict(zip(names, (row[0], round(row[1]), *row[2:]), strict=True)) for row in rows])


if __name__ == "__main__":
    main()
