"""The texts of the cards, compared with the shipped cards."""

import pytest

from core.preprocessing.ink_frames import INK_FRAMES
from core.storage.paths import SHIPPED
from recipes.data import CATEGORIES
from recipes.descriptions import DESCRIPTIONS, SOURCES, THINGS_SOURCE, THINGS_TEXT
from tests.recipes.cards import card_of


def test_every_shipped_bundle_has_a_description():
    assert {*DESCRIPTIONS, "things-1000"} == {path.name for path in SHIPPED.iterdir() if path.is_dir()}


def test_the_card_of_the_network_for_photos_says_the_same():
    card = card_of("things-1000")
    assert card["description"] == THINGS_TEXT
    assert credits_of(card) == [credits_in(THINGS_SOURCE)]


def credits_of(card):
    """Returns the name, maker, licence and address of each of a card's data sets."""
    return [
        tuple(source[key] for key in ("name", "by", "licence", "address"))
        for source in card["training"]["data"]
    ]


def credits_in(source):
    return (source.name, source.by, source.licence, source.address)


def test_the_text_of_the_network_for_photos_names_the_only_people_that_it_knows():
    people = ("ballplayer", "groom", "scuba diver")
    labels = (SHIPPED / "things-1000" / "labels.txt").read_text(encoding="utf-8").splitlines()
    assert {*people} <= {*labels}
    assert all(f"{person}s" in THINGS_TEXT for person in people)


@pytest.mark.parametrize("name", DESCRIPTIONS)
def test_the_shipped_card_says_the_same(name):
    description, card = DESCRIPTIONS[name], card_of(name)
    assert (card["title"], card["description"]) == (description.title, description.text)
    assert (card["order"], card["task"]) == (description.order, description.task)
    assert (card["input"]["kind"], card["input"]["frame"]) == (description.kind, description.frame)
    assert (card["network"]["head"], card["recipe"]) == (description.head, description.command)
    assert credits_of(card) == [credits_in(SOURCES[name]) for name in description.sources]


@pytest.mark.parametrize("name", DESCRIPTIONS)
def test_the_text_says_nothing_that_the_list_of_networks_leaves_open(name):
    """No class is shown there that "these" could mean, and the page on layers counts them in its own way."""
    assert not {"these", "layers,", "layers."} & {*DESCRIPTIONS[name].text.split()}


@pytest.mark.parametrize("name", DESCRIPTIONS)
def test_the_label_set_has_the_labels_of_the_bundle(name):
    description = DESCRIPTIONS[name]
    labels = (SHIPPED / name / "labels.txt").read_text(encoding="utf-8").splitlines()
    if description.label_set == "digits":
        assert labels == [str(digit) for digit in range(10)]
    else:
        assert labels == [label.replace("_", " ") for label in CATEGORIES[description.label_set]()]
    assert description.frame in (*INK_FRAMES, "photo")
