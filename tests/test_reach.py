"""Who can reach the running app, started as a user would start it, and what each visitor may do."""

import asyncio
import os
import re
import signal
import socket
import subprocess
import sys
import uuid
from collections.abc import Iterator

import psutil
import pytest
import requests
import streamlit as st
from websockets.exceptions import InvalidStatus

from core.preprocessing.canvas_format import to_canvas
from core.preprocessing.example_drawings import example_drawing
from tests.api.problem_checks import problem_in
from tests.browser.app_server import START_SECONDS, free_port, start_app, stop, wait_until_up
from tests.browser.visitor import Visitor
from tests.conftest import ROOT
from tests.in_a_thread import run_coroutine
from widgets.server.sharing import network_address

UPLOAD_MB = 2
HERE = "Folder on this computer"


@pytest.fixture(scope="module")
def app(tmp_path_factory) -> Iterator[int]:
    """Runs the app as `make run` does, but with a small upload limit; yields its port."""
    port = free_port()
    server = start_app(
        port,
        INKLING_HOME=str(tmp_path_factory.mktemp("home")),
        STREAMLIT_SERVER_MAX_UPLOAD_SIZE=str(UPLOAD_MB),
    )
    try:
        wait_until_up(port, server)
        yield port
    finally:
        stop(server)


def page_of(port, page="", name="localhost", **options):
    """Returns what a page shows to a visitor who addresses the server by a name."""

    async def visit():
        # The name appears only in the request; the connection goes to this computer.
        options.setdefault("host", "127.0.0.1")
        visitor = await Visitor.arrive(f"http://{name}:{port}", port=port, **options)
        shown = await visitor.open_page(page)
        await visitor.leave()
        return shown

    return run_coroutine(visit())


def test_only_this_computer_is_listened_to(app):
    listening = [
        connection.laddr.ip
        for connection in psutil.net_connections("tcp")
        if connection.laddr.port == app and connection.status == psutil.CONN_LISTEN
    ]
    assert set(listening) <= {"127.0.0.1", "::1"}
    assert listening


@pytest.mark.parametrize("name", ["localhost", "127.0.0.1", "[::1]"])
def test_this_computer_gets_in_by_each_of_its_names(app, name):
    shown = page_of(app, "photo", name, origin=f"http://{name}:{app}")
    assert shown.says("What is in this photo?")
    assert shown.says(HERE)
    assert not shown.says("This Inkling is shared")
    host = {"Host": f"{name}:{app}"}
    assert requests.get(f"http://127.0.0.1:{app}/", headers=host, timeout=60).status_code == 200


@pytest.mark.parametrize(
    ("name", "origin"),
    [
        ("evil.example", None),
        ("evil.example", "http://evil.example"),
        ("localhost.evil.example", None),
        ("localhost", "http://evil.example"),
        ("localhost", "http://localhost.evil.example"),
        ("localhost", "http://localhost:1"),
        ("localhost", "null"),
    ],
)
def test_other_hosts_and_pages_of_other_sites_are_refused(app, name, origin):
    with pytest.raises(InvalidStatus):
        page_of(app, "photo", name, origin=origin)
    headers = {"Host": f"{name}:{app}"} | ({"Origin": origin} if origin else {})
    for path in ("/", "/_stcore/health", "/_stcore/host-config"):
        answer = requests.get(f"http://127.0.0.1:{app}{path}", headers=headers, timeout=60)
        assert answer.status_code in (400, 403)


def test_folders_of_the_server_are_not_offered_through_a_proxy_on_it(app):
    shown = page_of(app, "photo", additional_headers={"X-Forwarded-For": "203.0.113.5"})
    assert shown.says("What is in this photo?")
    assert not shown.says(HERE)


def test_two_who_draw_get_each_their_own_answer(app):
    async def visit():
        visitors = [await Visitor.arrive(f"http://127.0.0.1:{app}") for _ in range(2)]
        for visitor in visitors:
            await visitor.open_page()
        drawings = [to_canvas(example_drawing("digits", number)[1], 12, "#000") for number in range(2)]
        shown = await asyncio.gather(
            *(visitor.draw(drawing["objects"]) for visitor, drawing in zip(visitors, drawings, strict=True))
        )
        for visitor in visitors:
            await visitor.leave()
        return shown

    for number, shown in enumerate(run_coroutine(visit())):
        assert not shown.errors
        assert len(shown.headlines) == 3
        assert set(shown.headlines.values()) == {example_drawing("digits", number)[0]}


def test_what_a_session_uploads_is_bounded_and_let_go_when_nothing_shows_it(app):
    address = f"http://127.0.0.1:{app}"
    browser = requests.Session()
    browser.get(f"{address}/_stcore/host-config", timeout=60)
    browser.get(f"{address}/_stcore/health", timeout=60)
    browser.headers["X-Xsrftoken"] = browser.cookies["_streamlit_xsrf"]

    def upload(session_id, megabytes):
        file_id = str(uuid.uuid4())
        url = f"{address}/_stcore/upload_file/{session_id}/{file_id}"
        answer = browser.put(url, files={"a.png": b"x" * int(megabytes * 2**20)}, timeout=60)
        return file_id, answer

    async def visit():
        visitor = await Visitor.arrive(address)
        await visitor.open_page("photo")
        first, answer = upload(visitor.session_id, 1.5)
        assert answer.status_code == 204
        _, answer = upload(visitor.session_id, 1)
        assert answer.status_code == 413
        assert f"at most {UPLOAD_MB} MB" in answer.text
        # The upload widget shows only a status code, so the page gives the reason.
        shown = await visitor.next_run()
        assert shown.says(f"at most {UPLOAD_MB} MB")
        assert shown.says("What is in this photo?")
        # Another visitor has a separate limit.
        other = await Visitor.arrive(address)
        await other.open_page()
        assert upload(other.session_id, 1)[1].status_code == 204
        await other.leave()
        # A file stays while the page shows it; on a page without that upload widget it is released.
        await visitor.choose_file(first)
        await visitor.choose_file(first)
        assert upload(visitor.session_id, 1)[1].status_code == 413
        await visitor.open_page()
        await visitor.open_page()
        assert upload(visitor.session_id, 1.5)[1].status_code == 204
        await visitor.leave()

    run_coroutine(visit())


def test_no_run_of_a_page_ends_with_a_search_of_all_memory():
    # Collecting garbage took four times as long as answering a stroke.
    assert st.get_option("runner.postScriptGC") is False


@pytest.mark.parametrize(("options", "may_teach"), [((), False), (("--teach",), True)])
def test_sharing_opens_it_to_the_network_and_says_what_visitors_may_do(tmp_path, options, may_teach):
    address, port = network_address(), free_port()
    if address is None:
        pytest.skip("this computer is in no network")
    server = subprocess.Popen(
        [sys.executable, "share.py", "--port", str(port), *options],
        cwd=ROOT,
        env=os.environ | {"INKLING_HOME": str(tmp_path)},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        wait_until_up(port, server)
        for page in ("", "photo", "train", "networks"):
            shown = page_of(port, page, address, host=address, origin=f"http://{address}:{port}")
            assert shown.says("This Inkling is shared")
            assert not shown.says(HERE)
            assert shown.says("Training is switched off here") == (page == "train" and not may_teach)
        for name in (socket.gethostname().lower(), "localhost"):
            assert page_of(port, "", name).says("Draw something. What do")
        with pytest.raises(InvalidStatus):
            page_of(port, "", "evil.example")
        # The API still answers only this computer, and does not allow teaching.
        from_elsewhere = f"http://{address}:{port}/api/v1"
        problem_in(requests.get(f"{from_elsewhere}/models", timeout=60), 403, "another computer")
        local = f"http://127.0.0.1:{port}/api/v1"
        assert requests.get(f"{local}/models", timeout=60).status_code == 200
        problem_in(requests.get(f"{local}/runs", timeout=60), 403, "switched off")
    finally:
        server.send_signal(signal.SIGINT)
        said = server.communicate(timeout=START_SECONDS)[0]
    assert f"http://{address}:{port}" in said
    assert re.search("draw.*upload photos", said)
    assert ("teach networks" in said) == may_teach
