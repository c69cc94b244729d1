"""Measures how long a user waits for an answer in a real browser: `python -m benchmarks.latency`.

Drawing: three networks are compared, and times are measured inside the page: from the `pointerup` event on
the canvas to the frame after the last change of the bars, which a MutationObserver reports; and from one
answer to the next while the pen moves. Photo: from the click on an example to the frame in which its answers
have been painted, and to the frame in which its heat map has been painted.
"""

import itertools
import statistics

import numpy as np
from playwright.sync_api import Page

from benchmarks.results import keep
from core.preprocessing.example_drawings import EXAMPLES, example_drawing
from core.preprocessing.example_photos import read_example_photos
from tests.browser.app_server import running_app
from tests.browser.chromium import running_browser
from tests.browser.drawing import draw, open_canvas

STROKES = 25
# The duration of a stroke that is drawn by hand, and the number of pointer moves in it.
SLOW_STROKE_MS, MOVES = 2_000, 100

# Every answer replaces the bars. What the canvas itself reports later is already answered: it paints nothing.
WATCH = """() => {
    window.inkling = {lifted: null, painted: [], live: []};
    document.addEventListener('pointerdown', () => {
        window.inkling = {lifted: null, painted: [], live: []};
    }, true);
    document.addEventListener('pointerup', () => { window.inkling.lifted = performance.now(); }, true);
    new MutationObserver(records => {
        const bars = records.filter(record => {
            const node = record.target.nodeType === 1 ? record.target : record.target.parentElement;
            return node && (node.closest('.answer-panels') || node.querySelector(':scope > .answer-room'));
        });
        if (!bars.length) return;
        const watched = window.inkling;
        requestAnimationFrame(() => {
            (watched.lifted === null ? watched.live : watched.painted).push(performance.now());
        });
    }).observe(document.body, {subtree: true, childList: true, attributes: true, characterData: true});
}"""

# The previous photo's answers and heat map stay until the new ones appear.
WATCH_PHOTO = """() => {
    const heatMap = () => document.querySelector('img[alt^="Your photo with"]');
    const answers = () => document.querySelector('.answer-panels')?.textContent;
    window.inkling = {answered: 0, painted: 0};
    document.addEventListener('click', () => {
        const watched = window.inkling = {clicked: performance.now(), answered: 0, painted: 0};
        const before = [heatMap()?.src, answers()];
        const look = () => {
            const image = heatMap(), now = performance.now();
            if (!watched.answered && answers() && answers() !== before[1]) watched.answered = now;
            if (image && image.src !== before[0] && image.complete) watched.painted = now;
            else requestAnimationFrame(look);
        };
        look();
    }, true);
}"""


def pen_up_ms(page: Page, strokes: int = STROKES) -> list[float]:
    """Draws strokes one after another; returns the milliseconds from pen up to painted bars for each."""
    names = list(EXAMPLES["digits"])
    times = []
    for number in range(strokes):
        clear(page)
        draw(page, example_drawing("digits", number % len(names))[1][:1])
        page.wait_for_timeout(1_500)
        state = page.evaluate("window.inkling")
        if state["painted"]:
            times.append(state["painted"][-1] - state["lifted"])
    return times


def answers_a_second(page: Page, strokes: int = 5) -> list[float]:
    """Draws slow strokes; returns how many answers per second are painted during each."""
    rates = []
    for _ in range(strokes):
        clear(page)
        box = page.locator("canvas.upper-canvas").bounding_box()
        assert box
        angles = np.linspace(0, 4 * np.pi, MOVES)
        radii = np.linspace(0.1, 0.4, MOVES)
        points = [
            (
                box["x"] + box["width"] * (0.5 + radius * np.cos(angle)),
                box["y"] + box["height"] * (0.5 + radius * np.sin(angle)),
            )
            for angle, radius in zip(angles, radii, strict=True)
        ]
        page.mouse.move(*points[0])
        page.mouse.down()
        for point in points:
            page.mouse.move(*point)
            page.wait_for_timeout(SLOW_STROKE_MS / MOVES)
        page.mouse.up()
        page.wait_for_timeout(1_000)
        live = page.evaluate("window.inkling.live")
        gaps = [later - earlier for earlier, later in itertools.pairwise(live)]
        rates.append(1000 / statistics.mean(gaps) if gaps else 0.0)
    return rates


def example_ms(page: Page, address: str) -> list[tuple[float, float]]:
    """Clicks examples on the Photo page; returns the milliseconds to the answers and heat map of each."""
    page.goto(f"{address}/photo")
    page.get_by_text("Examples", exact=True).click()
    names = [photo.label or "" for photo in read_example_photos()]
    page.get_by_role("button", name=names[0], exact=True).wait_for()
    page.evaluate(WATCH_PHOTO)
    times = []
    for name in names:
        page.get_by_role("button", name=name, exact=True).click()
        page.wait_for_function("window.inkling.painted")
        page.wait_for_timeout(2_000)
        state = page.evaluate("window.inkling")
        times.append((state["answered"] - state["clicked"], state["painted"] - state["clicked"]))
    return times


def clear(page: Page) -> None:
    """Clears the canvas if anything is on it."""
    button = page.locator(".st-key-draw-clear button")
    if button.is_enabled():
        button.click()
    page.wait_for_timeout(900)


def main() -> None:
    """Runs the benchmark, and writes and prints the table."""
    with running_app() as address, running_browser() as browser:
        page = browser.new_page(viewport={"width": 1400, "height": 900})
        open_canvas(page, address)
        draw(page, example_drawing("digits", 0)[1])
        page.wait_for_timeout(3_000)
        page.evaluate(WATCH)
        times = sorted(pen_up_ms(page))
        rates = answers_a_second(page)
        example_times = example_ms(browser.new_page(viewport={"width": 1400, "height": 900}), address)
    slow = times[int(len(times) * 0.9)]
    painted = f"pen up to bars painted, three networks, median of {len(times)}"
    rows: list[tuple[str, float, str, str]] = [
        (painted, round(statistics.median(times)), "ms", "at most 150"),
        ("the same, nine in ten are at most", round(slow), "ms", ""),
        (
            "answers while the pen moves, slowest stroke",
            round(min(rates), 1),
            "a second",
            "at least 4",
        ),
    ]
    for place, what, asked in ((0, "answers", "at most 300"), (1, "heat map", "")):
        first, *later = (times[place] for times in example_times)
        rows += [
            (f"a click on an example to its {what}, the first", round(first), "ms", asked),
            (f"the same, median of the {len(later)} after it", round(statistics.median(later)), "ms", asked),
        ]
    names = ("what", "value", "unit", "asked")
    keep("latency", [dict(zip(names, row, strict=True)) for row in rows])


if __name__ == "__main__":
    main()
