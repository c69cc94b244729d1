"""What pages say about a card, and that every card that can be read can be shown."""

import copy
import json
import re
import shutil
from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.bundles.bundle import Bundle, read_bundle
from core.bundles.card import OWN_LICENCE, Card
from core.bundles.card_file import card_of, parse_json
from core.errors import BadBundle
from core.presentation.model_cards import WELL_CALIBRATED, card_table, describe, figures_as_json
from core.presentation.wording import share_in_percent
from core.storage.paths import SHIPPED
from tests.core.bundles.cards import NAME, card_values, json_bytes

# Values of every JSON type, and some that only Python's reader accepts.
_ODD_VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-10, 10),
    st.sampled_from([2**63, -(2**63), 10**400, 0.5, -0.0, float("nan"), float("inf"), 1e308]),
    st.sampled_from(["", "a", "\x00", "\u202e", "\ud800", "ž" * 300, "2026-01-01", "pooled", "[x](y)", "|"]),
    st.lists(st.integers(0, 3), max_size=3),
    st.dictionaries(st.sampled_from(["name", "images", "\udfff", "x"]), st.integers(0, 3), max_size=2),
)


def paths_of(value, path=()):
    """The paths of all values in a card."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, part in inner:
        yield (*path, step)
        yield from paths_of(part, (*path, step))


PATHS = list(paths_of(card_values()))


@st.composite
def mutated_cards(draw):
    """A valid card in which one to three values are dropped, replaced or nested."""
    values = card_values()
    for path in draw(st.lists(st.sampled_from(PATHS), min_size=1, max_size=3)):
        part = values
        try:
            for step in path[:-1]:
                part = part[step]
            old = copy.deepcopy(part[path[-1]])
            how = draw(st.sampled_from(["drop", "replace", "list", "object", "deep"]))
            if how == "drop":
                del part[path[-1]]
            else:
                deep = old
                for _ in range(30):
                    deep = [deep]
                choices = {"replace": draw(_ODD_VALUES), "list": [old], "object": {"x": old}, "deep": deep}
                part[path[-1]] = choices[how]
        except (KeyError, IndexError, TypeError):
            continue  # an earlier change has removed this part
    return values


def shown(bundle):
    """Everything that the pages and the terminal say about a bundle."""
    table = card_table([bundle])
    assert isinstance(table, pd.DataFrame)
    text = table.to_csv() + describe(bundle)
    json.dumps(figures_as_json(bundle.card), allow_nan=False)
    text.encode()
    return text


def bundle_of(values):
    labels = tuple(str(number) for number in range(10))
    return Bundle(SHIPPED / NAME, Card.model_validate(values, extra="ignore"), labels)


@settings(max_examples=300)
@given(mutated_cards())
def test_a_card_is_refused_in_a_sentence_or_can_be_shown(values):
    try:
        card = card_of(parse_json(json_bytes(values), NAME), NAME)
    except BadBundle as error:
        assert "Received: " in str(error)
        assert len(str(error)) < 600
    else:
        assert shown(Bundle(SHIPPED / NAME, card, tuple("0123456789")))


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A copy of a shipped bundle whose card may be damaged."""
    return shutil.copytree(SHIPPED / NAME, tmp_path_factory.mktemp("mutated") / NAME)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(mutated_cards())
def test_a_bundle_with_such_a_card_is_refused_in_a_sentence_or_can_be_shown(folder, values):
    (folder / "card.json").write_bytes(json_bytes(values))
    try:
        bundle = read_bundle(folder)
    except BadBundle as error:
        assert NAME in str(error)
        assert "Received: " in str(error)
    else:
        assert bundle.preprocessor.size_px == 28
        assert shown(bundle)


@settings(max_examples=100)
@given(st.binary(max_size=60) | st.text(max_size=60).map(lambda text: text.encode("utf-8", "replace")))
def test_any_bytes_are_refused_in_a_sentence(content):
    with pytest.raises(BadBundle, match="Received: "):
        card_of(parse_json(content, NAME), NAME)


def test_cards_are_described_with_their_own_figures(shipped):
    table = card_table(list(shipped.bundles.values()))
    assert table["Network"].tolist() == [bundle.title for bundle in shipped.bundles.values()]
    for bundle in shipped.bundles.values():
        text = describe(bundle)
        assert bundle.card.recipe in text
        assert ("not sure" in text) == bool(bundle.card.false_positive_rate)
        part, figures = bundle.card.main_figures
        accepted = share_in_percent(figures.accepted)
        assert f"It accepts {accepted} of the pictures that it was tested on ({part}). Of other" in text
        assert text.count("trust it less") == sum(
            figures.calibration_error_after > WELL_CALIBRATED for figures in bundle.card.figures.values()
        )


def test_what_was_cross_validated_is_no_kind_of_picture_to_trust_less():
    values = card_values()
    (part,) = list(values["figures"])[:1]
    measured = {**values["figures"][part], "calibration_error_before": 0.3, "calibration_error_after": 0.2}
    for name, start, count in ((part, f"On {part}", 1), ("cross-validation", "In cross-validation", 0)):
        text = describe(bundle_of({**values, "figures": {name: measured}}))
        assert f"{start}, its confidence is off by 20.0% on average" in text
        assert text.count("trust it less on such pictures") == count


def test_a_row_holds_the_first_part_in_percent():
    values = card_values()
    first = {"accuracy": 0.9919, "balanced_accuracy": 0.98849, "calibration_error_after": 0.00398}
    figures = {"MNIST test": values["figures"]["MNIST test"] | first}
    row = card_table([bundle_of({**values, "figures": figures})]).iloc[0].to_dict()
    assert row == {
        "Network": "Small convnet",
        "Classes": 10,
        "Accuracy": "99.2%",
        "Balanced accuracy": "98.8%",
        "Calibration error": "0.40%",
        "Measured on": "MNIST test, 10,000 pictures",
        "Parameters": "34,826",
        "Size": "0.14 MB",
    }


def test_a_card_without_figures_says_what_it_was_compared_with():
    agreement = {"pictures": 1_234, "same_likeliest_class": 1, "largest_difference": 0.0123}
    values = card_values(figures={}, false_positive_rate={}, agreement_with_keras=agreement)
    bundle = bundle_of(values)
    assert card_table([bundle]).iloc[0]["Measured on"] == "compared with Keras, 1,234 pictures"
    assert "the same answer on 100% of them, logits at most 0.012 apart" in describe(bundle)
    assert "| measured on |" not in describe(bundle)
    training = {"data": card_values()["training"]["data"][:2], "trained_on": "one fast machine, in 9 seconds"}
    bare = card_values(figures={}, false_positive_rate={}, speed=None, date="2026-11-21", training=training)
    assert describe(bundle_of(bare)) == (
        "Taught with MNIST (CC BY-SA 3.0), Pen-based recognition of handwritten digits (21 of the 30 "
        "training writers) (CC BY 4.0), on one fast machine, in 9 seconds. Made by "
        "`python -m recipes.digits simple` on 2026-11-21."
    )
    training = {"data": [{"name": "six", "licence": OWN_LICENCE}]}
    own = describe(bundle_of({**bare, "training": training}))
    assert own.startswith('Taught with "six" (your own pictures). Made by ')


def test_times_are_said_of_drawings_and_of_photos(shipped):
    assert re.search(
        r"One photo takes \d+\.\d ms on one core \(.*cores", describe(shipped.get("things-1000"))
    )
    speed = {"strokes_ms": 0.21, "canvas_picture_ms": 1.16, "cores_used": 1, "machine": "2 cores"}
    text = describe(bundle_of(card_values(speed=speed)))
    assert "One drawing takes 0.2 ms from its strokes and 1.2 ms from a picture of the canvas, on one" in text


def test_the_terminal_gets_figures_and_rates_as_plain_values():
    values = card_values()
    plain = figures_as_json(bundle_of(values).card)
    assert plain == {**values["figures"], "false_positive_rate": values["false_positive_rate"]}
    assert "false_positive_rate" not in figures_as_json(bundle_of(card_values(false_positive_rate={})).card)


def test_a_column_says_which_network_came_from_outside(shipped):
    bundles = [shipped.get("digits-deep"), replace(shipped.get("digits-dense"), is_imported=True)]
    table = card_table(bundles)
    assert list(table["Origin"]) == ["", "imported"]
    assert list(table["Network"]) == ["Best digits", "No convolution, imported"]
    assert "Origin" not in card_table(bundles[:1])
