"""What is in this photo: several networks side by side."""

import streamlit as st

from core.errors import InklingError
from core.pictures import read_picture
from widgets.answers import show_answers, show_closer
from widgets.choices import choose_source
from widgets.inputs import current_upload, show_photo_upload
from widgets.models import classifier, library

KEY = "photo"
SOURCES = {"file": ":material/upload: Upload", "camera": ":material/photo_camera: Camera"}

st.header("What is in this photo?")
bundles = {bundle.title: bundle for bundle in library().bundles.values() if bundle.kind == "photo"}
if not bundles:
    st.info(
        "There is no network for photos on this computer yet. Teach one on the Train page.",
        icon=":material/lightbulb:",
    )
    st.stop()
source = choose_source(KEY, "Where is it?", SOURCES)
left, right = st.columns([2, 5], gap="medium")
with left:
    show_photo_upload(KEY, source)
    chosen = st.pills(
        "Networks to compare",
        list(bundles),
        default=list(bundles)[-1:],
        selection_mode="multi",
        key=f"{KEY}-models",
        persist_state="session",
    )
models = [classifier(bundles[title]) for title in chosen]
upload = current_upload(KEY, source)
with right:
    if upload is None or not models:
        st.info(
            "Choose a photo and at least one network. The answer appears here.", icon=":material/arrow_back:"
        )
        st.stop()
    try:
        picture = read_picture(upload.data, upload.name)
        answers = [model.classify_picture(picture) for model in models]
    except InklingError as error:
        st.warning(str(error), icon=":material/info:")
        st.stop()
    show_answers(answers)
    show_closer(answers, models, [])
