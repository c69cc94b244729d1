"""What a card says about a training, in sentences."""

from core.bundles.card import TrainingRecord
from core.presentation.training_facts import data_table, training_facts


def test_every_shipped_card_names_its_data_with_authors_and_licences(shipped):
    for bundle in shipped.bundles.values():
        table = data_table(bundle.card)
        assert list(table["Licence"]) == [source.licence for source in bundle.card.training.data]
        assert bundle.card.date.isoformat() in training_facts(bundle.card)[0]


def test_what_a_training_here_writes_down_is_told(shipped):
    record = TrainingRecord(
        data=(),
        pictures=1200,
        strategy="tune",
        epochs=30,
        seed=7,
        outlier_exposure=True,
        starts_from="sketches-345",
        learning_rate=0.001,
        batch_size=32,
        augmentations=4,
        test_share=0.2,
        trained_on="a laptop\u202e",
        members=("one", "two"),
    )
    card = shipped.bundles["digits-deep"].card.model_copy(update={"training": record})
    words = " ".join(training_facts(card))
    for part in (
        "1,200 pictures",
        "last blocks of a trained network",
        "30 epochs",
        "Random seed: 7",
        "sketches-345",
        "Learning rate: 0.001",
        "32 pictures a step",
        "4 variations",
        "20% of the pictures of each class",
        r"a laptop\u202e",
        "one, two",
        "none of its classes",
    ):
        assert part in words, part
    once = card.model_copy(update={"training": record.model_copy(update={"epochs": 1})})
    assert "It learned for 1 epoch; each" in " ".join(training_facts(once))
    head = card.model_copy(update={"training": record.model_copy(update={"strategy": "head"})})
    in_one_step = " ".join(training_facts(head))
    assert "new last layer" in in_one_step
    assert not any(part in in_one_step for part in ("epochs", "Learning rate", "Batch size"))
    assert list(data_table(card).columns) == ["Pictures or weights", "By", "Licence", "From"]
