"""What can be done with a network: saving its card, describing, hiding and showing it."""

from core.bundles.hidden import hidden_names
from core.bundles.library import read_library
from core.presentation.hugging_face_card import hugging_face_card
from tests.core.evaluation.answers_for_tests import own_bundle
from tests.widgets.app_helpers import click, labelled, labels, note_downloads, texts
from tests.widgets.networks.network_page import open_network
from widgets.networks.views import KEEPING


def test_a_shipped_network_is_hidden_and_shown_again(shipped):
    app = open_network("digits-dense", KEEPING)
    assert not {"Delete", "Rename", "Save"} & set(labels(app))
    click(app, "Hide this network")
    assert hidden_names() == {"digits-dense"}
    assert "It is hidden" in texts(app)
    click(app, "Show it again")
    assert hidden_names() == frozenset()


def test_ones_own_is_described_exported_and_never_hidden(monkeypatch):
    bundle = own_bundle("mine")
    data_of = note_downloads(monkeypatch)
    app = open_network("mine", KEEPING)
    assert "Hide this network" not in labels(app)
    labelled(app, "text_area", "What it is for").set_value("Digits of *mine*")
    click(app, "Save")
    bundle = read_library().bundles["mine"]
    assert bundle.card.description == "Digits of *mine*"
    assert r"Digits of \*mine\*" in texts(app)
    assert data_of["Its card, for Hugging Face"] == hugging_face_card(bundle)
    # The download that most users want comes first.
    assert next(iter(data_of)) == "The whole network"
