"""Pen up to bars painted, three networks compared, in a real browser: `python -m benchmarks.latency`.

The time is taken inside the page: from the `mouseup` event on the canvas to the frame after the last
change of the bar charts, seen by a MutationObserver.
"""

import statistics

from playwright.sync_api import Page, sync_playwright

from benchmarks.results import keep
from core.preprocessing.example_drawings import EXAMPLES, example_drawing
from tests.browser.app_server import running_app
from tests.browser.drawing import draw, open_canvas
from tests.browser.find_browser import find_browser

STROKES = 25
# streamlit-drawable-canvas waits this long after the pen is lifted before it sends.
CANVAS_WAITS_MS = 200

# The bars are SVG marks: new figures change their attributes.
WATCH = """() => {
    window.inkling = {lifted: null, painted: null};
    document.addEventListener('mouseup', () => {
        window.inkling = {lifted: performance.now(), painted: null};
    }, true);
    new MutationObserver(records => {
        const charts = records.filter(record => {
            const node = record.target.nodeType === 1 ? record.target : record.target.parentElement;
            return node && node.closest('[data-testid=stVegaLiteChart]');
        });
        if (charts.length && window.inkling.lifted !== null) {
            const lifted = window.inkling.lifted;
            requestAnimationFrame(() => { window.inkling = {lifted, painted: performance.now()}; });
        }
    }).observe(document.body, {subtree: true, childList: true, attributes: true, characterData: true});
}"""


def measure(page: Page, strokes: int = STROKES) -> list[float]:
    """Draws strokes one after another; returns the milliseconds from pen up to bars painted of each."""
    names = list(EXAMPLES["digits"])
    times = []
    for number in range(strokes):
        page.locator(".st-key-draw-clear button").click(force=True) if number else None
        page.wait_for_timeout(900)
        draw(page, example_drawing("digits", number % len(names))[1][:1])
        page.wait_for_timeout(1_500)
        state = page.evaluate("window.inkling")
        if state["painted"] is not None:
            times.append(state["painted"] - state["lifted"])
    return times


def main() -> None:
    """Starts the app, measures, prints and keeps the table."""
    with running_app() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser(), args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1400, "height": 1000})
        open_canvas(page, address)
        draw(page, example_drawing("digits", 0)[1])
        page.wait_for_timeout(3_000)
        page.evaluate(WATCH)
        times = sorted(measure(page))
        browser.close()
    median, slow = statistics.median(times), times[int(len(times) * 0.9)]
    rows = [
        (f"pen up to bars painted, three networks, median of {len(times)}", median, "at most 320"),
        ("the same, nine in ten are at most", slow, ""),
        ("of the median ours, without the canvas's own wait", median - CANVAS_WAITS_MS, "at most 120"),
    ]
    keep(
        "latency",
        [{"what": what, "value": round(value), "unit": "ms", "asked": asked} for what, value, asked in rows],
    )


if __name__ == "__main__":
    main()
