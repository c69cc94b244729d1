"""Bitmaps that probably show something else are found, among answers made up for the test."""

import numpy as np

from benchmarks.bitmap_labels import rows


def test_confidently_wrong_bitmaps_are_suspects_and_counted_apart():
    labels = np.repeat(np.arange(6), 20)
    logits = np.eye(6)[labels] * 8.0
    # Three "camels" that are clearly fish, and one that cannot be told apart.
    logits[:3] = np.eye(6)[3] * 8.0
    logits[3] = 0.0
    by_name = {row["animal"]: row for row in rows(labels, logits, 3.0)}
    assert by_name["camel"]["likely something else"] == 3
    assert by_name["cat"]["likely something else"] == 0
    assert (by_name["all"]["bitmaps"], by_name["all"]["likely something else"]) == (120, 3)
    assert by_name["camel"]["of these not sure"] == 0
    assert by_name["camel"]["right"] == 0.85
    assert by_name["camel"]["right without them"] == 1.0
    # With a threshold that nothing reaches, the network is never sure.
    assert {row["animal"]: row for row in rows(labels, logits, 20.0)}["camel"]["of these not sure"] == 3
