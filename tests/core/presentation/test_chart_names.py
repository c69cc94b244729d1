"""Classes whose names every JavaScript object has, in charts rendered by the code that browsers use."""

import pytest
import vl_convert

from core.inference.replay import replay
from core.preprocessing.example_drawings import example_drawing
from core.presentation.answer_charts import LINE_COLORS, replay_chart
from core.presentation.chart_names import label_of_name, name_in_chart
from core.presentation.training_charts import confusion_chart, counts_chart, shares_chart
from core.storage.names import clean_label

# All properties of `Object.prototype`, from the ECMAScript specification.
NAMES = [
    "__defineGetter__",
    "__defineSetter__",
    "__lookupGetter__",
    "__lookupSetter__",
    "__proto__",
    "constructor",
    "hasOwnProperty",
    "isPrototypeOf",
    "propertyIsEnumerable",
    "toLocaleString",
    "toString",
    "valueOf",
]
CHARTS = {
    "counts": lambda labels: counts_chart(dict.fromkeys(labels, 2)),
    "shares": lambda labels: shares_chart(labels, [0.5] * len(labels), [4] * len(labels)),
    "confusion": lambda labels: confusion_chart([[1] * len(labels)] * len(labels), labels),
}


def rendered(chart):
    """Returns how many marks and texts a chart has."""
    svg = vl_convert.vegalite_to_svg(chart.to_dict())
    return svg.count("<path"), svg.count("<text")


@pytest.mark.parametrize("chart", CHARTS)
def test_charts_show_such_classes_like_all_others(chart):
    others = [f"dog {number}" for number in range(len(NAMES))]
    assert rendered(CHARTS[chart](["cat", *NAMES])) == rendered(CHARTS[chart](["cat", *others]))


def test_lines_show_such_classes_like_all_others(classifiers):
    steps = replay(classifiers["digits-simple"], example_drawing("digits", 0)[1], 3)
    steps = [(ink, _Renamed(prediction)) for ink, prediction in steps]
    found = [
        rendered(replay_chart(steps, dict(zip((label, "1"), LINE_COLORS, strict=False))))
        for label in ("constructor", "7")
    ]
    assert found[0] == found[1]


class _Renamed:
    """A prediction of a network that calls a 7 "constructor"."""

    def __init__(self, prediction):
        self.prediction = prediction

    def probability_of(self, label):
        return self.prediction.probability_of(label.replace("constructor", "7"))


def test_a_selected_name_leads_back_to_its_label():
    labels = [*NAMES, "cat", "constructors", "a.b[0]"]
    assert [label_of_name(name_in_chart(label)) for label in labels] == labels
    # No class can have such a name itself.
    assert [clean_label(name_in_chart(label)) for label in labels] == labels
