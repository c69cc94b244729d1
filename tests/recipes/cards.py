"""The cards of the shipped bundles, as they are on disk."""

import json

from core.storage.paths import SHIPPED
from recipes.descriptions import DESCRIPTIONS


def card_of(name):
    """Returns the card of a shipped bundle."""
    return json.loads((SHIPPED / name / "card.json").read_text(encoding="utf-8"))


def check_recipes_against_cards(module, recipes):
    """Checks that the shipped bundles match their recipes: same network, plan and starting point."""
    shipped = [(key, recipe) for key, recipe in recipes.items() if recipe.name in DESCRIPTIONS]
    assert shipped
    for key, recipe in shipped:
        card = card_of(recipe.name)
        assert card["recipe"] == f"python -m recipes.{module} {key}"
        assert card["network"]["name"] == recipe.plan.network
        assert card["network"]["precision"] == recipe.precision
        assert card["classes"] == recipe.plan.classes
        assert card["training"]["epochs"] == recipe.plan.epochs
        assert card["training"]["seed"] == recipe.plan.seed
        assert card["training"]["starts_from"] == (recipe.start_from.name if recipe.start_from else None)
