"""Shared by all tests: the shipped library, and the data sets if they are available."""

import gc
import itertools
import os
import sys
from pathlib import Path

import hypothesis
import pytest

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
# Examples have no deadline, so that a busy machine fails no test.
hypothesis.settings.register_profile(
    "untimed", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("untimed")

from core.bundles.library import read_library  # noqa: E402
from core.inference.classifier import Classifier  # noqa: E402
from core.storage.paths import SHIPPED  # noqa: E402


def pytest_collection_modifyitems(items):
    """Sets the order of the tests; without the data, skips the tests that need it, and gives the reason."""
    items[:] = spread_stories(items)
    folder = Path(os.environ.get("INKLING_DATA", ROOT.parent / "shared" / "data"))
    if folder.is_dir():
        return
    skip = pytest.mark.skip(reason=f"needs the data; set INKLING_DATA (looked in {folder})")
    for item in items:
        if "data" in item.keywords:
            item.add_marker(skip)


def spread_stories(items):
    """Spreads the browser stories among the other tests, file by file.

    A story keeps several processes busy and often waits for them: next to another story it would be slower,
    while next to a test that computes, no core is idle. None comes late, where it would keep one worker busy
    alone.
    """
    files = [list(tests) for _, tests in itertools.groupby(items, lambda item: item.path)]
    stories = [tests for tests in files if "browser" in tests[0].keywords]
    others = [tests for tests in files if "browser" not in tests[0].keywords]
    placed = [
        (share * number / len(group), tests)
        for group, share in ((stories, 2 / 3), (others, 1))
        for number, tests in enumerate(group)
    ]
    placed.sort(key=lambda place: place[0])
    return [item for _, tests in placed for item in tests]


@pytest.fixture(autouse=True, scope="module")
def little_to_collect():
    """Makes Python's garbage collector skip what earlier modules have imported.

    Streamlit collects garbage after each run of a page, which takes 0.3 seconds once TensorFlow is imported,
    while the page itself takes 0.02 seconds.
    """
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True, scope="session")
def packages_read_once():
    """Makes Streamlit scan the installed packages only once: each `AppTest` would, for 0.3 seconds."""
    from streamlit.components.v2 import manifest_scanner

    found = manifest_scanner.scan_component_manifests()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(manifest_scanner, "scan_component_manifests", lambda: found)
        yield


@pytest.fixture(autouse=True)
def own_home(tmp_path, monkeypatch):
    """Keeps tests away from what the user of this machine has made."""
    monkeypatch.setenv("INKLING_HOME", str(tmp_path / "home"))


@pytest.fixture(autouse=True)
def own_main_module(monkeypatch):
    """Restores the main module, which `AppTest` replaces with a page that new processes would import."""
    monkeypatch.setitem(sys.modules, "__main__", sys.modules["__main__"])


@pytest.fixture
def imports_here(monkeypatch):
    """Imports pictures at once in this process; starting a worker would take a second."""
    from core.datasets import picture_imports
    from core.workers import take_in

    monkeypatch.setattr(picture_imports, "start_worker", lambda module, folder: take_in.main(folder))


@pytest.fixture
def adds_here(monkeypatch):
    """Adds networks at once in this process; a worker would have to import TensorFlow again."""
    from core.bundles import additions
    from core.workers import add_network

    monkeypatch.setattr(additions, "start_worker", lambda module, folder: add_network.main(folder))


@pytest.fixture
def evaluates_here(monkeypatch):
    """Evaluates networks on data sets at once in this process; starting a worker would take a second."""
    from core.comparison import evaluations
    from core.workers import evaluate

    monkeypatch.setattr(evaluations, "start_worker", lambda module, folder: evaluate.main(folder))


@pytest.fixture
def trains_here(monkeypatch):
    """Trains at once in this process."""
    from tests.core.training_helpers import train_in_this_process

    train_in_this_process(monkeypatch)


@pytest.fixture(scope="session")
def shipped():
    """The shipped library."""
    return read_library([SHIPPED])


@pytest.fixture(scope="session")
def classifiers(shipped):
    """A loaded classifier for each shipped bundle, by name."""
    return {name: Classifier(bundle) for name, bundle in shipped.bundles.items()}
