"""The recipes for digits, against the shipped cards."""

from recipes import digits
from tests.recipes.cards import check_recipes_against_cards


def test_the_shipped_bundles_come_from_these_recipes():
    check_recipes_against_cards("digits", digits.RECIPES)


def test_the_members_of_the_ensemble_are_alike_but_for_their_seeds():
    members = digits.ENSEMBLE.members
    assert len(members) == 2
    assert {member.plan.network for member in members} == {"digits-deep"}
    for recipes in (members, [member.start_from for member in members]):
        assert len({recipe.plan.seed for recipe in recipes}) == 2


def test_the_compared_networks_differ_in_outlier_exposure():
    assert not digits.UNEXPOSED.plan.outliers
    assert digits.DEEP.plan.outliers
