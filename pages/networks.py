"""Which networks there are, how good each one is, and where every figure comes from."""

import streamlit as st

from core.bundles.applications import APPLICATIONS
from core.presentation.model_cards import card_table, describe
from widgets.shared.deep_links import enter
from widgets.shared.models import library

enter()

st.title("The networks")
found = library()
st.dataframe(
    card_table(list(found.bundles.values())),
    column_config={"Classes": st.column_config.NumberColumn(format="localized")},
    hide_index=True,
    height="content",
)
st.caption(
    "Every figure was measured once, on pictures that the network had never seen, when it was made. "
    "Calibration error: by how much its confidence and its share of right answers differ."
)
for bundle in found.bundles.values():
    with st.expander(f"{bundle.title}: {bundle.card.get('description', '')}"):
        st.markdown(describe(bundle))
        if bundle.card["network"]["name"] not in APPLICATIONS:
            st.image(
                str(bundle.folder / "examples.png"),
                caption="Some of the pictures it learned from.",
                alt=f"A sheet of small training pictures of {bundle.title}.",
            )
for sentence in found.refused:
    st.warning(sentence)
