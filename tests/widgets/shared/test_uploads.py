"""Which uploads a page shows. `tests/test_reach.py` tests in the running app that all others are released."""

from tests.widgets.app_helpers import run_app, texts


def upload_page():
    import streamlit as st

    from widgets.shared.page_state import shown_uploads
    from widgets.shared.uploads import release_replaced_uploads

    st.caption(f"{len(shown_uploads())} held")
    release_replaced_uploads()
    if st.toggle("shown", value=True, key="shown"):
        st.file_uploader("Photos", accept_multiple_files=True, key="files")
        st.file_uploader("One photo", key="file")


def test_files_count_as_held_while_their_input_is_shown():
    app = run_app(upload_page)
    assert texts(app) == "0 held"
    app.file_uploader[0].set_value([("a.png", b"x", "image/png"), ("b.png", b"y", "image/png")])
    app.file_uploader[1].set_value(("c.png", b"z", "image/png")).run()
    assert texts(app) == "3 held"
    app.toggle(key="shown").set_value(False).run()
    app.run()
    assert texts(app) == "0 held"


def test_without_a_server_there_is_nothing_to_let_go():
    assert not run_app(upload_page).exception
