"""Every page is accessible: axe-core finds nothing serious in either theme, headings are in
order, and the focus is visible."""

from pathlib import Path

import axe_playwright_python
import numpy as np
import pytest

from core.datasets.ingestion import add_picture
from core.datasets.store import begin_data_set
from core.preprocessing.example_photos import read_example_photos
from tests.browser.conftest import open_page
from tests.browser.drawing import follow, open_canvas
from tests.core.numbers_for_tests import number, scan_of
from tests.core.pictures_for_tests import file_of

pytestmark = pytest.mark.browser
AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js").read_text(encoding="utf-8")
FIND_FAULTS = """async options => {
    const found = await axe.run(document, {resultTypes: ['violations'], preload: false, ...options});
    return found.violations
        .filter(({id, impact}) => id === 'heading-order' || ['serious', 'critical'].includes(impact))
        .flatMap(({id, nodes}) => nodes.map(({html, failureSummary}) => `${id}: ${html} ${failureSummary}`));
}"""
# Everything else that axe checks is the same in both themes.
COLORS_ONLY = {"runOnly": ["color-contrast", "link-in-text-block"]}
GROUND = "getComputedStyle(document.querySelector('[data-testid=stApp]')).backgroundColor"
# A change of theme redraws some elements, above all charts.
WATCH_CHANGES = """() => {
    window.lastChange = performance.now();
    window.watcher?.disconnect();
    window.watcher = new MutationObserver(() => { window.lastChange = performance.now(); });
    window.watcher.observe(document, {subtree: true, childList: true, attributes: true, characterData: true});
}"""
IS_SETTLED = "performance.now() - window.lastChange > 300"
# The style of the focused element and its ancestors must differ from their style without the focus. Ancestors
# count because the element itself may be invisible, like the input below a switch.
FIND_UNSEEN_FOCUS = """() => {
    const stop = document.createElement('style');
    stop.textContent = '*, ::before, ::after { transition: none !important; animation: none !important; }';
    document.head.append(stop);
    const isSeen = each => each.offsetWidth > 2 && Number(getComputedStyle(each).opacity) > 0.1;
    const lookOf = element => {
        const looks = [];
        for (let each = element, step = 0; each && step < 4; each = each.parentElement, step++) {
            if (!isSeen(each)) continue;
            for (const part of [null, '::before', '::after']) {
                // A border of another colour alone is hardly seen.
                const {outline, boxShadow, backgroundColor} = getComputedStyle(each, part);
                looks.push(outline, boxShadow, backgroundColor);
            }
        }
        return looks.join();
    };
    const unseen = [];
    const all = document.querySelectorAll('a[href], button, input, textarea, summary, [tabindex="0"]');
    for (const each of [...all].filter(each => each.tabIndex >= 0)) {
        each.focus({preventScroll: true});
        if (document.activeElement !== each) continue;
        const focused = lookOf(each);
        each.blur();
        if (lookOf(each) === focused) unseen.push(each.outerHTML.slice(0, 200));
    }
    stop.remove();
    return unseen;
}"""


@pytest.fixture
def address_with_pictures(address, new_home, monkeypatch):
    """The app's address, with a data set that is ready to be taught."""
    monkeypatch.setenv("INKLING_HOME", str(new_home))
    noise = np.random.default_rng(0)
    pictures = [file_of(noise.integers(0, 256, (40, 40, 3), dtype=np.uint8)) for _ in range(8)]

    def fill(data_set):
        for index, picture in enumerate(pictures):
            data_set = add_picture(data_set, picture, f"{index}.png", "ab"[index % 2])
        return data_set

    begin_data_set("Letters", "photo", fill)
    return address


def show_draw(page):
    page.get_by_role("button", name="Show me an example").click()
    page.get_by_text("Look closer").wait_for()


def show_known(page):
    page.get_by_text("345 things", exact=True).click()
    page.get_by_role("button", name="What it knows").click()
    drawings = page.locator(".known-things i")
    drawings.nth(5).wait_for()
    # After Streamlit has sanitised the HTML, each drawing must still be a picture.
    shown = drawings.evaluate_all("all => all.map(each => getComputedStyle(each).maskImage)")
    assert all(each.startswith('url("data:image/svg+xml') for each in shown), shown
    page.get_by_role("dialog").get_by_role("combobox").wait_for()


def show_number(page):
    page.keyboard.press("Escape")
    page.get_by_role("dialog").wait_for(state="detached")
    page.get_by_text("Digits", exact=True).click()
    page.get_by_text("Upload", exact=True).click()
    scan = file_of(scan_of(number("471")))
    page.locator("input[type=file]").set_input_files(
        {"name": "number.png", "mimeType": "image/png", "buffer": scan}
    )
    page.get_by_role("status").get_by_text("I see 3 digits: 4 7 1.").wait_for()
    page.get_by_text("Turn or crop").click()


def show_photo(page):
    follow(page, "Photo")
    page.get_by_text("Examples", exact=True).click()
    page.get_by_role("button", name=read_example_photos()[0].label, exact=True).click()
    page.get_by_role("status").get_by_text(" ").first.wait_for(state="attached")
    page.get_by_text("Overlay strength").wait_for()
    page.get_by_text("Add a network", exact=True).click()


def show_photos(page):
    page.get_by_text("Photos", exact=True).click()
    photos = [
        {"name": s.name, "mimeType": "image/jpeg", "buffer": s.read_bytes()} for s in read_example_photos()
    ]
    page.locator("input[type=file]").first.set_input_files(photos)
    page.get_by_role("button", name="Sort into folders").wait_for()


def show_train(page):
    follow(page, "Train")
    page.get_by_role("heading", name="3. Train").wait_for()


def show_networks(page):
    follow(page, "Networks")
    page.get_by_role("button", name="Small convnet", exact=True).wait_for()


def show_network(page):
    page.get_by_role("button", name="Small convnet", exact=True).click()
    page.get_by_text("Taught with").first.wait_for()


def show_confidence(page):
    page.get_by_role("radio", name="Confidence", exact=True).click()
    page.get_by_text("it is right").first.wait_for()
    page.locator("[data-testid=stVegaLiteChart] :is(svg, canvas)").nth(2).wait_for()


def show_learning(page):
    follow(page, "How a network learns")
    page.get_by_role("heading", name="Try it").wait_for()


def show_compare(page):
    follow(page, "Compare")
    page.get_by_role("button", name="Show me an example").click()
    page.locator(".cmp-changing .cmp-chart").wait_for()


def show_labelled(page):
    page.get_by_text("Many labelled pictures", exact=True).click()
    page.get_by_text("Accuracy against time").wait_for()


PAGES = [
    show_draw,
    show_known,
    show_number,
    show_photo,
    show_photos,
    show_train,
    show_networks,
    show_network,
    show_confidence,
    show_learning,
    show_compare,
    show_labelled,
]


def test_every_page_can_be_used_by_everybody(contexts, address_with_pictures):
    page, problems = open_page(contexts["desktop", "light"])
    page.add_init_script(AXE)
    open_canvas(page, address_with_pictures)
    schemes = ["light", "dark"]
    for show in PAGES:
        page.emulate_media(color_scheme=schemes[0])
        show(page)
        page.locator("[data-testid=stSkeleton]").first.wait_for(state="detached")
        assert page.locator("h1").count() == 1, show.__name__
        settle(page)
        assert page.evaluate(FIND_FAULTS, {}) == [], f"{show.__name__}, {schemes[0]}"
        ground = page.evaluate(GROUND)
        assert_focus_is_seen(page, show)
        page.emulate_media(color_scheme=schemes[1])
        page.wait_for_function(f"{GROUND} !== '{ground}'")
        settle(page)
        assert page.evaluate(FIND_FAULTS, COLORS_ONLY) == [], f"{show.__name__}, {schemes[1]}"
        assert_focus_is_seen(page, show)
        assert page.get_by_test_id("stException").count() == 0, show.__name__
        assert problems == [], show.__name__
        # The next page starts in the theme in which this one ended.
        schemes.reverse()
    page.close()


def settle(page):
    """Waits until nothing has changed for a while; a page that never rests fails."""
    page.evaluate(WATCH_CHANGES)
    page.wait_for_function(IS_SETTLED, polling=100)


def assert_focus_is_seen(page, show):
    """Focuses every element, after a Tab key press: browsers show the focus only to users of the keyboard."""
    page.keyboard.press("Tab")
    assert page.evaluate(FIND_UNSEEN_FOCUS) == [], show.__name__
