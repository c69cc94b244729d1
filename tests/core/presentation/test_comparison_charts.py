"""Charts of labelled pictures and trainings: they show what was computed."""

from dataclasses import replace

import numpy as np
import pytest

from core.comparison.comparing import compare
from core.comparison.figures_table import network_figures
from core.comparison.training_curves import TrainingCurve
from core.presentation.comparison_charts import (
    MAX_MATRIX_CLASSES,
    confusion_figures,
    risk_coverage_figure,
    size_and_time_figures,
    training_figures,
)
from core.presentation.wording import share_in_percent
from tests.core.comparison.compared import DIGITS, answers, bundles
from tests.core.presentation.svg_for_tests import classed, tree, words

TITLES = ["A", "B"]


@pytest.fixture(scope="module")
def compared():
    return compare([answers(bundle, seed, skill=1.5) for seed, bundle in enumerate(bundles(*DIGITS[:2]))])


def label(figure):
    return tree(figure.chart).find("svg").get("aria-label")


def test_answering_less_is_right_more_often_and_everything_is_the_accuracy(compared):
    figure = risk_coverage_figure(compared, TITLES)
    assert figure.columns == ["Network", "Answered", "Accuracy of those answered", "Not sure below"]
    axes = words(tree(figure.chart))
    assert "accuracy of those answered" in axes
    assert "share of pictures that it answers" in axes
    last = {row[0]: row for row in figure.rows}
    for title, one in zip(TITLES, compared.contenders, strict=True):
        may = one.sureness >= 0
        assert last[title][1] == share_in_percent(may.mean())
        assert last[title][2] == f"{one.is_right[may].mean():.1%}"
        assert f"{title} {one.is_right[may].mean():.1%} of {share_in_percent(may.mean())}" in label(figure)
        # The large mark is where the table's figures are.
        marks = [each.text for each in tree(figure.chart).iter("title")]
        (place,) = [mark for mark in marks if mark.startswith(f"{title}, as it is set")]
        sure = one.is_sure
        assert place.endswith(f": {sure.mean() * 100:.4g}%, {one.is_right[sure].mean() * 100:.4g}%")
    assert len(classed(tree(figure.chart), "cmp-line")) == 2


def test_a_network_that_finds_every_picture_unfamiliar_has_no_curve(compared):
    one, other = compared.contenders
    lost = replace(one, sureness=np.full(len(one.sureness), -1.0))
    figure = risk_coverage_figure(replace(compared, contenders=(lost, other)), TITLES)
    assert {row[0] for row in figure.rows} == {TITLES[1]}
    assert "B " in label(figure)


def test_each_network_has_a_matrix_and_the_others_a_difference(compared):
    table, first, second, difference = confusion_figures(compared, TITLES)
    assert first.title == "What A mistakes for what"
    right = int(compared.contenders[0].is_right.sum())
    assert f"{right} of 300 are right" in label(first)
    cells = [
        np.array([[int(cell) for cell in row[1:]] for row in figure.rows])
        for figure in (first, second, difference)
    ]
    assert np.array_equal(cells[0] - cells[1], cells[2])
    assert np.trace(cells[0]) == right
    assert "A minus B" in label(difference)
    # The largest may be on the diagonal, where nothing is mistaken.
    assert " answered as " in label(difference)
    assert table.chart == ""
    assert table.columns[2:] == TITLES


def test_where_nothing_was_mixed_up_it_says_so():
    perfect = compare([answers(bundle, skill=99) for bundle in bundles(*DIGITS[:2])])
    table, *_ = confusion_figures(perfect, TITLES)
    assert table.rows == []
    assert table.explanation == "No network mistook a picture for anything else."


def test_many_classes_are_a_table_of_what_is_mixed_up():
    (sketches,) = bundles("sketches-345")
    compared = compare([answers(sketches, skill=0.5)])
    assert compared.classes > MAX_MATRIX_CLASSES
    (table,) = confusion_figures(compared, ["A"])
    assert (table.title, table.word_columns) == ("Mixed up most", 2)
    assert table.columns[:2] == ["Truth", "Mistaken for"]


def test_size_and_time_have_each_a_chart_and_an_unknown_time_none(compared):
    figures = network_figures(compared)
    size, time = size_and_time_figures(figures, TITLES)
    assert [row[0] for row in size.rows] == [row[0] for row in time.rows] == TITLES
    assert time.rows[0][1] == f"{compared.contenders[0].bundle.card.speed.strokes_ms:.3g}"
    assert "A:" in label(size)
    assert "the computers that the networks were made on" in time.explanation
    here = [type(one)(**{**vars(one), "is_time_here": True}) for one in figures]
    assert "Times are of this computer" in size_and_time_figures(here, TITLES)[1].explanation
    untimed = [type(one)(**{**vars(one), "milliseconds": None}) for one in figures]
    assert len(size_and_time_figures(untimed, TITLES)) == 1


def curve(title, epochs, seconds):
    shares = np.linspace(0.2, 0.9, epochs)
    return TrainingCurve(
        title,
        np.arange(1, epochs + 1),
        np.linspace(1, seconds, epochs),
        shares,
        shares - 0.1,
        1 - shares,
        1.1 - shares,
    )


def test_trainings_are_laid_over_each_other_by_epoch_or_by_time():
    curves = [curve("A", 10, 50), curve("B", 4, 10_000)]
    by_epoch, by_time = (training_figures(curves, by_seconds) for by_seconds in (False, True))
    assert [figure.columns[1] for figure in (by_epoch[0], by_time[0])] == ["Epochs", "Hours"]
    assert [figure.title for figure in by_epoch] == [
        "Accuracy on pictures held back",
        "Accuracy on pictures learned from",
        "Loss on pictures held back",
    ]
    assert "A ends at 80%, B ends at 80%" in label(by_epoch[0])
    assert [row[1] for row in by_epoch[0].rows if row[0] == "B"] == ["1", "2", "3", "4"]
    assert by_time[0].rows[-1][1] == "2.78"
    assert training_figures(curves[:1], True)[0].columns[1] == "Seconds"


def test_a_training_of_one_epoch_is_a_mark():
    (figure, *_) = training_figures([curve("A", 1, 0)], True)
    assert len(classed(tree(figure.chart), "cmp-fill")) == 1
