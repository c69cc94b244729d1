"""What visitors may do, and how a page tells them."""

import pytest

from tests.widgets.app_helpers import run_app, texts
from widgets.shared.reach import sharing_notice


def notice_page():
    import streamlit as st

    from widgets.shared.reach import may_open_server_paths, show_sharing_notice

    show_sharing_notice()
    st.markdown(f"paths: {may_open_server_paths()}")


@pytest.mark.parametrize(
    ("public", "teaching", "said", "unsaid"),
    [
        ("0", "0", "", "shared"),
        ("1", "0", "Teaching, importing and deleting are switched off", "teach networks"),
        ("1", "1", "teach networks here. Importing networks and deleting are switched off", "Teaching"),
    ],
)
def test_a_shared_server_says_so_and_what_is_switched_off(monkeypatch, public, teaching, said, unsaid):
    monkeypatch.setenv("INKLING_PUBLIC", public)
    monkeypatch.setenv("INKLING_TEACHING", teaching)
    page = texts(run_app(notice_page))
    assert said in page
    assert unsaid not in page
    assert bool(sharing_notice()) == (public == "1")


@pytest.mark.parametrize(
    ("public", "paths", "allowed"), [("0", "1", True), ("0", "0", False), ("1", "1", False)]
)
def test_folders_of_the_server_are_opened_by_a_switch_and_never_in_public(
    monkeypatch, public, paths, allowed
):
    monkeypatch.setenv("INKLING_PUBLIC", public)
    monkeypatch.setenv("INKLING_SERVER_PATHS", paths)
    assert f"paths: {allowed}" in texts(run_app(notice_page))
