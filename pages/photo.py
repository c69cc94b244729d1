"""What is in this photo: several networks side by side, for one photo or for thousands."""

import streamlit as st

from core.errors import InklingError
from core.inference.classifier import Classifier
from core.preprocessing.decode import decode_image
from core.storage.settings import is_public
from widgets.photo.add_network import has_added, show_add_network
from widgets.photo.answers import show_photo
from widgets.photo.sources import KEY, photos_from, sources
from widgets.photo.table import show_last, show_many
from widgets.shared.choices import choose_source
from widgets.shared.deep_links import enter
from widgets.shared.models import classifier, library

enter()

# The newest ones; more than these are hard to compare.
FIRST_NETWORKS = 3


def choose_networks() -> list[Classifier]:
    """Shows the networks for photos; returns the chosen ones."""
    bundles = {bundle.title: bundle for bundle in library().bundles.values() if bundle.kind == "photo"}
    chosen = st.multiselect(
        "Networks to compare",
        list(bundles),
        default=list(bundles)[-FIRST_NETWORKS:],
        placeholder="Choose one or more",
        key=f"{KEY}-models",
        persist_state="session",
    )
    return [classifier(bundles[title]) for title in chosen if title in bundles]


st.header("What is in this photo?")
source = choose_source(KEY, "Where is it?", sources())
left, right = st.columns([2, 5], gap="medium")
with left:
    incoming = photos_from(source)
    models = choose_networks()
    if not has_added():
        st.caption(
            "Everyday things knows ten things and sees only 32 x 32 pixels. Add a network, and a thousand "
            "things are told apart, at 224 x 224 pixels or more."
        )
    if not is_public():
        show_add_network()
with right:
    if incoming is None or not models:
        if not show_last():
            st.info(
                "Choose a photo, or many, and at least one network. The answers appear here.",
                icon=":material/arrow_back:",
            )
    elif len(incoming.photos) > 1:
        show_many(incoming, models)
    else:
        try:
            photo = incoming.photos[0]
            picture = decode_image(photo.read_bytes(), photo.name)
            answers = [model.classify_picture(picture) for model in models]
        except InklingError as error:
            st.warning(str(error), icon=":material/info:")
        else:
            show_photo(photo, picture, answers)
