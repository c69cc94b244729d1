"""The views of a network: one at a time, with the current one in the address."""

import pytest

from tests.widgets.networks.network_page import open_network
from widgets.networks.views import VIEWS


@pytest.mark.parametrize("view", VIEWS)
def test_the_address_says_which_view_is_shown(view):
    app = open_network("animals-simple", view)
    assert app.get("button_group")[0].value == view
    assert app.title[0].value == "Small convnet for animals"


def test_a_view_of_no_name_is_the_first():
    app = open_network("animals-simple", "Nonsense")
    assert app.get("button_group")[0].value == VIEWS[0]
    assert 'The view of this address, "Nonsense", is not here' in app.info[0].value
