"""Inkling's entry: page configuration and navigation, nothing else."""

import streamlit as st

st.set_page_config(
    page_title="Inkling",
    page_icon=":material/draw:",
    layout="wide",
    menu_items={"About": "Draw, and see what several neural networks make of it."},
)

# Less empty space above the title, so that the canvas is in sight on a phone without scrolling; and no
# running figure in the corner, which would flicker, and cost a few milliseconds, with every stroke.
st.html(
    "<style>.stMainBlockContainer { padding-top: 3.75rem; }"
    "[data-testid=stStatusWidget] { display: none; }</style>"
)

navigation = st.navigation(
    [
        st.Page("pages/draw.py", title="Draw", icon=":material/draw:", default=True),
        st.Page("pages/photo.py", title="Photo", icon=":material/photo_camera:"),
        st.Page("pages/train.py", title="Train", icon=":material/school:"),
        st.Page("pages/networks.py", title="Networks", icon=":material/hub:"),
    ],
    position="top",
)
navigation.run()
