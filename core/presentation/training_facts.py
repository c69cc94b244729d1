"""How a network was trained according to its card, in sentences and a table."""

import pandas as pd

from core.bundles.card import Card
from core.plurals import counted
from core.presentation.wording import in_decimals
from core.storage.names import printable

_STRATEGIES = {
    "head": "Only a new last layer learned, on top of a trained network.",
    "tune": "The last blocks of a trained network learned, too.",
    "scratch": "The whole network was trained from scratch.",
}


def training_facts(card: Card) -> list[str]:
    """Returns what is known about a training as sentences in plain text."""
    record = card.training
    facts = [f"Made on {card.date.isoformat()}."]
    if record.strategy:
        facts.append(_STRATEGIES[record.strategy])
    if record.starts_from:
        facts.append(f"It began with the weights of {record.starts_from}.")
    if record.members:
        facts.append(f"It is made of {', '.join(record.members)}.")
    if record.pictures is not None:
        facts.append(f"It learned from {counted(record.pictures, 'picture')}.")
    # A new last layer is found by regression, which has no learning rate, batch size or epochs to report.
    has_steps = record.strategy != "head"
    if record.epochs is not None and has_steps:
        facts.append(
            f"It learned for {counted(record.epochs, 'epoch')}; each is one pass over all its pictures."
        )
    if record.augmentations and record.augmentations > 1:
        facts.append(f"Each was shown in {record.augmentations:,} variations.")
    if record.outlier_exposure:
        facts.append("It was also shown pictures of none of its classes, and learned to be unsure of them.")
    if record.learning_rate is not None and has_steps:
        facts.append(f"Learning rate: {in_decimals(record.learning_rate)}, the size of each step.")
    if record.batch_size is not None and has_steps:
        facts.append(f"Batch size: {counted(record.batch_size, 'picture')} a step.")
    if record.test_share is not None:
        facts.append(f"{record.test_share:.0%} of the pictures of each class were kept for the test.")
    if record.seed is not None:
        facts.append(f"Random seed: {record.seed}.")
    if record.trained_on:
        facts.append(f"Trained on {record.trained_on}.")
    if card.versions:
        packages = ", ".join(f"{name} {version}" for name, version in card.versions.items())
        facts.append(f"Made with {packages}.")
    return [printable(fact) for fact in facts]


def data_table(card: Card) -> pd.DataFrame:
    """Returns a table of what a network learned from, with authors, licences and addresses."""
    return pd.DataFrame(
        [
            {
                "Pictures or weights": printable(source.name),
                "By": printable(source.by or ""),
                "Licence": printable(source.licence),
                "From": printable(source.address or ""),
            }
            for source in card.training.data
        ],
        columns=["Pictures or weights", "By", "Licence", "From"],
    )
