"""Which networks there are, how good each one is, and where every figure comes from."""

import streamlit as st

from core.bundles.library import read_library
from core.presentation.markdown import escape_markdown
from core.presentation.model_cards import card_table, describe
from core.storage.settings import is_public
from widgets.shared.deep_links import enter
from widgets.shared.deletion import delete_button, show_deleted
from widgets.shared.models import show_training_pictures
from widgets.shared.renaming import show_renaming

enter()

st.title("The networks")
library = read_library()
st.dataframe(
    card_table(list(library.bundles.values())),
    column_config={"Classes": st.column_config.NumberColumn(format="localized")},
    hide_index=True,
    height="content",
)
st.caption(
    "Every figure was measured once, on pictures that the network had never seen, when it was made. "
    "Calibration error: by how much its confidence and its share of right answers differ."
)
for bundle in library.bundles.values():
    with st.expander(escape_markdown(f"{bundle.title}: {bundle.card.description}")):
        st.markdown(describe(bundle))
        show_training_pictures(bundle)
        if not is_public():
            show_renaming(bundle)
            delete_button(bundle)
if not is_public():
    show_deleted()
for sentence in library.refused:
    st.warning(escape_markdown(sentence))
