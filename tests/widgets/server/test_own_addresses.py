"""A page opened by its own address is Streamlit's page, plus the address of its server."""

from pathlib import Path

from starlette.applications import Starlette
from starlette.testclient import TestClient
from streamlit import file_util

from widgets.server.own_addresses import page_routes


def test_a_page_says_where_its_server_is_and_is_streamlits_otherwise():
    answer = TestClient(Starlette(routes=page_routes(["photo"]))).get("/photo?photo=1")
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-cache"
    shipped = Path(file_util.get_static_dir(), "index.html").read_text(encoding="utf-8")
    before, rest = answer.text.split("<script>window.__streamlit", 1)
    assert before.endswith("<head>")
    assert before + rest.split("</script>", 1)[1] == shipped


def test_other_addresses_are_left_alone():
    assert TestClient(Starlette(routes=page_routes(["photo"]))).get("/photos").status_code == 404
