"""The app as `make run` starts it: the pages of `streamlit_app.py`, and what is let in before they run."""

import streamlit as st
from starlette.middleware import Middleware

from widgets.server.origins import OnlyOwnOrigin, only_allowed_hosts
from widgets.server.uploads import BoundedUploads

app = st.App(
    "streamlit_app.py",
    middleware=[Middleware(only_allowed_hosts), Middleware(OnlyOwnOrigin), Middleware(BoundedUploads)],
)
