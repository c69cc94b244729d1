"""The architecture picture is current, and drawn from the roof down to the ground."""

from graphlib import CycleError
from xml.etree import ElementTree

import pytest

from docs.make_architecture import PICTURE, first_sentence, floors, necessary, picture

IMPORTS = {"roof": {"middle", "ground"}, "middle": {"ground"}, "ground": set()}


def test_the_picture_is_that_of_the_imports():
    assert picture() == PICTURE.read_text(encoding="utf-8"), "run python -m docs.make_architecture"


def test_floors_stand_above_all_that_they_import():
    assert floors(IMPORTS) == ["roof", "middle", "ground"]
    with pytest.raises(CycleError):
        floors({**IMPORTS, "ground": {"roof"}})


def test_only_arrows_without_another_way_are_necessary():
    assert necessary(IMPORTS) == {("roof", "middle"), ("middle", "ground")}


def test_each_box_holds_a_package_and_its_first_sentence():
    drawn = {element.text for element in ElementTree.fromstring(picture()).iter() if element.text}
    assert {"core/storage", "core/workers", "pages", "recipes"} <= drawn
    assert (
        first_sentence("core.jobs")
        == "Running work in another process or on all cores, and reporting its progress."
    )
    assert first_sentence("core.jobs") in drawn
