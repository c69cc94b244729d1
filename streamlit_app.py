"""Inkling's entry: the web application, and what it lets in. Its pages begin in `navigation.py`."""

import streamlit as st
from starlette.middleware import Middleware

from widgets.server.origins import OnlyOwnOrigin, only_allowed_hosts
from widgets.server.uploads import BoundedUploads

app = st.App(
    "navigation.py",
    middleware=[Middleware(only_allowed_hosts), Middleware(OnlyOwnOrigin), Middleware(BoundedUploads)],
)
