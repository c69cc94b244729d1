"""Charts contain what the answers say, both as data and in words."""

import pytest

from core.inference.replay import replay
from core.preprocessing.example_drawings import example_drawing
from core.presentation.answer_charts import LINE_COLORS, line_colors, replay_chart, replay_in_words

SEVEN = example_drawing("digits", 0)[1]


@pytest.fixture(scope="module")
def steps(classifiers):
    return replay(classifiers["digits-simple"], SEVEN, 6)


def test_the_replay_chart_holds_every_step(steps):
    chart = replay_chart(steps, {"7": LINE_COLORS[1], "1": LINE_COLORS[0]}).to_dict()
    assert chart["encoding"]["color"]["scale"] == {"domain": ["7", "1"], "range": [*LINE_COLORS[1::-1]]}
    (rows,) = chart["datasets"].values()
    assert len(rows) == 12
    assert rows[-2] == {"ink": 1.0, "probability": steps[-1][1].probability_of("7"), "class": "7"}


def test_a_class_has_one_colour_in_charts_that_stand_together():
    charts = [["cat", "dog", "fish"], ["camel", "fish", "cat"], ["camel", "dog", "cat"], []]
    colors = line_colors(charts)
    assert [list(each) for each in colors] == charts
    for chosen in colors:
        assert len(set(chosen.values())) == len(chosen)
        assert set(chosen.values()) <= set(LINE_COLORS)
    assert len({chosen["cat"] for chosen in colors if "cat" in chosen}) == 1
    assert colors[0]["fish"] == colors[1]["fish"]
    # The camel has the dog's colour in the chart without a dog; the next chart has both, in two colours.
    assert colors[1]["camel"] == colors[0]["dog"]


def test_the_replay_in_words_names_each_class_from_when_it_leads(steps):
    sentence = replay_in_words(steps)
    leading = [prediction.top(1)[0].label for _, prediction in steps]
    changes = [label for label, before in zip(leading, [None, *leading], strict=False) if label != before]
    assert [part.split(" from ")[0] for part in sentence.split("Leading: ")[1].split(", then ")] == changes
    assert f"{leading[0]} from 17% of the ink" in sentence
