"""The app as `make run` starts it: its pages, the API, and what is let in before they run."""

import streamlit as st
from starlette.middleware import Middleware
from starlette.routing import Mount

from api.entry import PREFIX, Api, RefusalsAsProblems
from widgets.server.origins import OnlyOwnOrigin, only_allowed_hosts
from widgets.server.sockets import send_at_once
from widgets.server.uploads import BoundedUploads

send_at_once()
app = st.App(
    "streamlit_app.py",
    routes=[Mount(PREFIX, app=Api())],
    middleware=[
        Middleware(RefusalsAsProblems),
        Middleware(only_allowed_hosts),
        Middleware(OnlyOwnOrigin),
        Middleware(BoundedUploads),
    ],
)
