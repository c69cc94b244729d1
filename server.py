"""The app that `make run` starts: the pages, the API, and the checks that every request passes first."""

from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware

from api.entry import ApiFirst, RefusalsAsProblems
from widgets.server.clicks import deliver_every_click
from widgets.server.connections import watch_connections
from widgets.server.origins import OnlyOwnOrigin, only_allowed_hosts
from widgets.server.own_addresses import page_routes
from widgets.server.request_targets import OriginForm
from widgets.server.two_lengths import CloseAfterTwoLengths
from widgets.server.uploads import BoundedUploads
from widgets.server.whole_bodies import WholeBodies
from widgets.shared.missing_uploads import watch_uploads

watch_connections()
deliver_every_click()
watch_uploads()
pages = sorted(path.stem for path in Path(__file__).with_name("pages").glob("*.py"))
app = st.App(
    "streamlit_app.py",
    routes=page_routes(pages),
    middleware=[
        Middleware(CloseAfterTwoLengths),
        Middleware(WholeBodies),
        Middleware(OriginForm),
        Middleware(RefusalsAsProblems),
        Middleware(only_allowed_hosts),
        Middleware(OnlyOwnOrigin),
        Middleware(ApiFirst),
        Middleware(BoundedUploads),
    ],
)
