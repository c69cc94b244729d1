"""Entry script of Inkling's pages: the setup that every page shares, and the navigation between pages."""

from pathlib import Path

import streamlit as st

from widgets.shared.actions import show_other_refusals
from widgets.shared.address_steps import end_run
from widgets.shared.get_ready import get_ready
from widgets.shared.reach import show_sharing_notice
from widgets.shared.uploads import release_replaced_uploads, show_refused_upload

st.set_page_config(
    page_title="Inkling",
    # A local file, because the browser would fetch any of Streamlit's own icons from the internet.
    page_icon=Path(__file__).parent.joinpath("widgets", "shared", "icon.png"),
    layout="wide",
    menu_items={"About": "Draw, and see what several neural networks make of it."},
)

st.html(Path(__file__).parent.joinpath("widgets", "shared", "pages.css"))

st.html(Path(__file__).parent.joinpath("widgets", "shared", "readable.css"))

st.html(Path(__file__).parent.joinpath("widgets", "shared", "words.css"))

pages = [
    st.Page("pages/draw.py", title="Draw", icon=":material/draw:", default=True),
    st.Page("pages/photo.py", title="Photo", icon=":material/photo_camera:"),
    st.Page("pages/train.py", title="Train", icon=":material/school:"),
    st.Page("pages/compare.py", title="Compare", icon=":material/compare_arrows:"),
    st.Page("pages/networks.py", title="Networks", icon=":material/hub:"),
    st.Page("pages/learning.py", title="How a network learns", icon=":material/menu_book:"),
]
navigation = st.navigation(pages, position="top")
own_styles = {"": "draw/draw.css", "photo": "photo/photo.css"}
if own_style := own_styles.get(navigation.url_path):
    st.html(Path(__file__).parent.joinpath("widgets", own_style))
release_replaced_uploads()
show_sharing_notice()
show_refused_upload()
navigation.run()
show_other_refusals()
end_run(navigation.url_path)
get_ready()
