"""The inside of a network: a table, filters, and feature maps of a chosen picture."""

from xml.etree import ElementTree

import pytest

from core.preprocessing.canvas_format import to_canvas
from core.preprocessing.example_drawings import example_drawing
from tests.widgets.app_helpers import labelled, rerun, texts
from tests.widgets.networks.network_page import open_network
from widgets.networks.layers import OWN_DRAWING
from widgets.shared.page_state import DRAW_STATE, DrawState


def alts(app):
    return [image.alt for group in app.image for image in group.proto.imgs]


def test_layers_filters_and_feature_maps():
    app = open_network("digits-simple", "Layers")
    table = ElementTree.fromstring(app.get("html")[0].proto.body)
    cells = [cell.text for cell in table.iter("td") if cell.get("data-column") == "Parameters"]
    assert cells == ["320", "0", "18,496", "0", "0", "16,010"]
    assert alts(app) == [
        "The 32 filters of the first layer, each 3 x 3 pixels.",
        "The picture of 0 as the network sees it.",
        "32 feature maps of the layer 1. convolution (conv1) for a picture of 0.",
    ]
    labelled(app, "selectbox", "Layer").select("4. max pooling")
    labelled(app, "selectbox", "Picture").select("7")
    rerun(app)
    assert alts(app)[2] == "32 feature maps of the layer 4. max pooling for a picture of 7."
    assert "The 32 strongest of 64 features are shown, each with 5\xa0x\xa05 places." in texts(app)


def test_the_picture_and_the_layer_are_found_again_on_coming_back():
    app = open_network("digits-simple", "Layers")
    labelled(app, "selectbox", "Layer").select("4. max pooling")
    labelled(app, "selectbox", "Picture").select("7")
    rerun(app)
    before = alts(app)
    for view in ("Overview", "Layers"):
        labelled(app, "button_group", "Look at").set_value(view)
        rerun(app)
    assert alts(app) == before


def test_ones_own_drawing_can_be_looked_at():
    app = open_network("digits-simple", "Layers")
    drawing = to_canvas(example_drawing("digits", 2)[1], 12, "#000000")["objects"]
    state = DrawState()
    state.drawing("digits").show(drawing)
    app.session_state[DRAW_STATE] = state
    rerun(app)
    labelled(app, "selectbox", "Picture").select(OWN_DRAWING)
    rerun(app)
    assert alts(app)[1] == f"The picture of {OWN_DRAWING} as the network sees it."


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("digits-dense", "The 64 filters of the first layer, each 28 x 28 pixels."),
        ("things-1000", "The 32 filters of the first layer, each 3 x 3 pixels."),
    ],
)
def test_networks_of_other_kinds(name, words):
    app = open_network(name, "Layers")
    assert alts(app)[0] == words
    assert (len(alts(app)) == 1) == ("no feature maps" in texts(app)) == (name == "digits-dense")
