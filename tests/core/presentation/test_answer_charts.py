"""Charts hold what the answers say, in data and in words."""

import pytest

from core.inference.replay import replay
from core.preprocessing.example_drawings import example_drawing
from core.presentation.answer_charts import replay_chart, replay_in_words

SEVEN = example_drawing("digits", 0)[1]


@pytest.fixture(scope="module")
def steps(classifiers):
    return replay(classifiers["digits-simple"], SEVEN, 6)


def test_the_replay_chart_holds_every_step(steps):
    chart = replay_chart(steps, ["7", "1"]).to_dict()
    (rows,) = chart["datasets"].values()
    assert len(rows) == 12
    assert rows[-2] == {"ink": 1.0, "probability": steps[-1][1].probability_of("7"), "class": "7"}


def test_the_replay_in_words_names_each_class_from_when_it_leads(steps):
    sentence = replay_in_words(steps)
    leading = [prediction.top(1)[0].label for _, prediction in steps]
    changes = [label for label, before in zip(leading, [None, *leading], strict=False) if label != before]
    assert [part.split(" from ")[0] for part in sentence.split("Leading: ")[1].split(", then ")] == changes
    assert f"{leading[0]} from 17% of the ink" in sentence
