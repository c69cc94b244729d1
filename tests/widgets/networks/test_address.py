"""The address names the network; a wrong name is reported in a sentence."""

from tests.widgets.app_helpers import click, run_app, texts


def page(name):
    import streamlit as st

    from core.bundles.library import read_library
    from widgets.networks.address import open_network, opened_network, show_way_back

    bundle = opened_network(read_library())
    st.write(bundle.name if bundle else "the list")
    st.button("Open", on_click=open_network, args=(name,))
    show_way_back()


def test_opening_and_going_back_change_the_address():
    app = run_app(page, name="digits-dense")
    assert "the list" in texts(app)
    click(app, "Open")
    assert app.query_params["network"] == "digits-dense"
    assert "digits-dense" in texts(app)
    app.query_params["view"] = "Mistakes"
    click(app, "All networks")
    # Neither the network nor its view.
    assert dict(app.query_params) == {}
    assert "the list" in texts(app)
    click(app, "All networks")


def test_a_name_of_none_is_said_and_never_shown():
    app = run_app(page, name="[x](http://evil.example)")
    click(app, "Open")
    assert "There is no network of this name here" in app.warning[0].value
    assert "evil" not in texts(app)
