"""The recipes for digits, compared with the shipped cards."""

from dataclasses import replace

from recipes import digits
from tests.recipes.cards import check_recipes_against_cards


def test_the_shipped_bundles_come_from_these_recipes():
    check_recipes_against_cards("digits", digits.RECIPES)


def test_the_three_networks_see_the_same_pictures_for_the_same_time():
    deep, simple, dense = (digits.RECIPES[name] for name in ("deep", "simple", "dense"))
    for other in (simple, dense):
        check_they_see_the_same(other.start_from, deep.start_from)
        check_they_see_the_same(other, deep)


def check_they_see_the_same(one, other):
    made, expected = (
        (getattr(recipe.make_epoch, "func", recipe.make_epoch), getattr(recipe.make_epoch, "args", ()))
        for recipe in (one, other)
    )
    assert made == expected
    of_the_network = {
        name: getattr(other.plan, name) for name in ("network", "weight_decay", "seed", "frozen")
    }
    assert replace(one.plan, **of_the_network) == other.plan


def test_the_compared_networks_differ_in_outlier_exposure():
    assert not digits.UNEXPOSED.plan.outliers
    assert digits.EXPOSED.plan.outliers
    assert digits.EXPOSED.plan.network == digits.UNEXPOSED.plan.network
