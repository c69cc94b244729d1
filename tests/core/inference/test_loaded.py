"""Networks in memory are shared by all callers, and the least recently used ones are dropped."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from core.inference import loaded
from core.inference.loaded import is_loaded, loaded_classifier


@pytest.fixture(autouse=True)
def nothing_loaded(monkeypatch):
    monkeypatch.setattr(loaded, "_classifiers", loaded.OrderedDict())


def test_all_who_ask_at_once_share_one(shipped):
    bundle = shipped.get("digits-dense")
    with ThreadPoolExecutor(8) as pool:
        classifiers = list(pool.map(loaded_classifier, [bundle] * 8))
    assert len({id(classifier) for classifier in classifiers}) == 1
    assert classifiers[0].bundle == bundle


def test_the_least_recently_used_leaves(shipped, monkeypatch):
    monkeypatch.setattr(loaded, "MAX_LOADED", 2)
    dense, simple = (shipped.get(name) for name in ("digits-dense", "digits-simple"))
    first = loaded_classifier(dense)
    loaded_classifier(simple)
    assert loaded_classifier(dense) is first
    retitled = replace(simple, card=simple.card.model_copy(update={"title": "Another"}))
    loaded_classifier(retitled)
    assert loaded_classifier(dense) is first
    assert len(loaded._classifiers) == 2
    assert is_loaded(dense)
    assert not is_loaded(simple)


def test_answers_bear_the_title_that_the_network_has_now(shipped):
    dense = shipped.get("digits-dense")
    loaded_classifier(dense)
    assert loaded_classifier(replace(dense, title_in_library="Dense (2)")).bundle.title == "Dense (2)"
