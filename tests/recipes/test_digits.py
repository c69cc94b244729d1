"""The recipes for digits, against the shipped cards."""

from dataclasses import replace

from recipes import digits
from tests.recipes.cards import check_recipes_against_cards


def test_the_shipped_bundles_come_from_these_recipes():
    check_recipes_against_cards("digits", digits.RECIPES)


def test_the_three_networks_see_the_same_pictures_for_the_same_time():
    deep, simple, dense = (digits.RECIPES[name] for name in ("deep", "simple", "dense"))
    for other in (simple, dense):
        assert other.make_epoch.func is deep.make_epoch.func
        assert other.make_epoch.args == deep.make_epoch.args
        same = {"network": deep.plan.network, "weight_decay": deep.plan.weight_decay, "seed": deep.plan.seed}
        assert replace(other.plan, **same) == deep.plan


def test_the_compared_networks_differ_in_outlier_exposure():
    assert not digits.UNEXPOSED.plan.outliers
    assert digits.EXPOSED.plan.outliers
    assert digits.EXPOSED.plan.network == digits.UNEXPOSED.plan.network
