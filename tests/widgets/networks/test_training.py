"""How a network was trained: curves if available, otherwise one sentence."""

from xml.etree import ElementTree

import pytest

from tests.core.evaluation.answers_for_tests import LAST_EPOCH, own_bundle
from tests.widgets.app_helpers import texts
from tests.widgets.networks.network_page import open_network


@pytest.mark.parametrize(
    ("name", "charts", "words"),
    [
        ("animals-simple", 2, "Epoch: one pass over all training pictures."),
        ("ended", 0, "only the end was kept: after epoch 465 it was right on 99.1%"),
        ("things-1000", 0, "has no record of its training"),
    ],
)
def test_curves_or_why_there_are_none(name, charts, words):
    own_bundle("ended", history=LAST_EPOCH)
    app = open_network(name, "Training")
    assert words in texts(app)
    shown = app.get("vega_lite_chart")
    assert len(shown) == charts
    assert all(chart.proto.alt for chart in shown)


def test_data_and_licences_and_when(shipped):
    app = open_network("digits-deep", "Training")
    card = shipped.bundles["digits-deep"].card
    table = ElementTree.fromstring(app.get("html")[0].proto.body)
    licences = [cell.text for cell in table.iter("td") if cell.get("data-column") == "Licence"]
    assert licences == [source.licence for source in card.training.data]
    # The command is shown unescaped, so that it can be copied.
    assert [code.value for code in app.code] == [card.recipe]
    assert f"Made on {card.date.isoformat()}" in texts(app).replace("\\", "")
