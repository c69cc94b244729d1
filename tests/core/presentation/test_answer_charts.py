"""Charts hold what the answers say, in data and in words."""

import pytest

from core.inference.replay import replay
from core.preprocessing.example_drawings import example_drawing
from core.presentation.answer_charts import bars_data, bars_specification, growth_in_words, growth_lines
from core.presentation.model_cards import card_table, describe
from core.presentation.overlays import heat_picture, seen_picture

SEVEN = example_drawing("digits", 0)[1]


@pytest.fixture(scope="module")
def answer(classifiers):
    return classifiers["digits-simple"].classify_strokes(SEVEN)


def test_bars_show_the_guesses(answer):
    guesses = answer.top(5)
    data = bars_data(guesses)
    assert data["label"].tolist() == [guess.label for guess in guesses]
    assert data["first"].tolist() == [True, False, False, False, False]
    assert data["percent"].tolist()[0] == "> 99.9 %"


@pytest.mark.parametrize("dark", [False, True])
def test_a_specification_names_the_columns_of_its_data(answer, dark):
    specification = bars_specification(5, dark)
    assert "data" not in specification
    text = str(specification)
    assert all(f"'{column}'" in text for column in ("label", "probability", "percent"))


def test_growth_lines_hold_every_step(classifiers):
    steps = replay(classifiers["digits-simple"], SEVEN, 6)
    chart = growth_lines(steps, ["7", "1"]).to_dict()
    (rows,) = chart["datasets"].values()
    assert len(rows) == 12
    assert rows[-2]["probability"] == steps[-1][1].probability_of("7")
    assert "7 from" in growth_in_words(steps)


def test_overlays_are_pictures(answer, classifiers):
    assert seen_picture(answer).shape == (280, 280)
    heat = heat_picture(answer, "7")
    assert heat.shape == (280, 280, 3)
    # Orange: where there is heat, red is stronger than blue.
    assert (heat[..., 0].astype(int) - heat[..., 2]).max() > 80
    assert heat_picture(classifiers["digits-dense"].classify_strokes(SEVEN), "7") is None


def test_cards_are_described_with_their_own_figures(shipped):
    table = card_table(list(shipped.bundles.values()))
    assert len(table) == len(shipped.bundles)
    for bundle in shipped.bundles.values():
        text = describe(bundle)
        assert bundle.card["recipe"] in text
        assert ("not sure" in text) == ("false_positive_rate" in bundle.card["figures"])
