"""Which networks are offered and chosen, on the page and by its address."""

from streamlit.testing.v1 import AppTest

from tests.core.evaluation.answers_for_tests import own_bundle
from tests.widgets.app_helpers import labelled, run_app, texts
from widgets.compare.choices import LABELLED
from widgets.shared.widget_keys import CompareKey


def page():
    import streamlit as st

    from widgets.compare.choices import choose_networks, choose_view

    bundles, titles = choose_networks()
    st.caption(f"{choose_view()}: " + ", ".join(titles[bundle.name] for bundle in bundles))


def test_it_begins_with_networks_for_the_same_things():
    assert "One picture: Best digits, Small convnet, No convolution" in texts(run_app(page))


def test_photos_are_never_mixed_with_drawings(shipped):
    app = run_app(page)
    labelled(
        app, "segmented_control" if app.get("segmented_control") else "button_group", "Networks for"
    ).set_value("Photos").run()
    kinds = {bundle.title for bundle in shipped.bundles.values() if bundle.kind == "photo"}
    assert set(app.multiselect[0].options) == kinds


def test_the_address_says_what_is_chosen_and_what_it_cannot_mean_is_ignored():
    app = AppTest.from_function(page, default_timeout=60)
    app.query_params[CompareKey.NETWORKS.of("ink")] = ["Best animals", "nothing", "Best sketches"]
    app.query_params[CompareKey.VIEW] = LABELLED
    app.run()
    assert not app.exception
    assert f"{LABELLED}: Best animals, Best sketches" in texts(app)


def test_titles_that_occur_twice_are_told_apart_and_five_are_the_most():
    own_bundle("mine", title="Best digits")
    app = run_app(page)
    assert {"Best digits", "Best digits (mine)"} <= set(app.multiselect[0].options)
    assert app.multiselect[0].proto.max_selections == 5
