"""Networks in memory are shared by whoever asks, and the least recently used ones leave."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from core.inference import loaded
from core.inference.loaded import loaded_classifier


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
    assert ("digits-dense", dense.fingerprint) in loaded._classifiers
    assert (simple.name, simple.fingerprint) not in loaded._classifiers
