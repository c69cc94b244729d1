"""The chosen photo is answered; clicking an example reruns only the answers, not the rest of the page."""

import pytest

from tests.widgets.app_helpers import click, panels, rerun, run_app, texts


def page(networks, source="examples"):
    import streamlit as st

    from widgets.photo.chosen import show_chosen
    from widgets.photo.sources import photos_from

    st.caption("What is around them.")
    show_chosen(source, photos_from(source), networks)


@pytest.fixture
def networks(classifiers):
    return [classifiers["things-1000"]]


def test_a_click_on_an_example_runs_the_answers_alone_again(networks):
    app = run_app(page, networks=networks)
    assert "Choose a photo" in texts(app)
    for label, answer in (("Espresso", "espresso"), ("Palace", "palace")):
        click(app, label)
        assert [panel.value for panel in panels(app)] == [answer]
        assert "around" not in texts(app)
        assert [panel.value for panel in panels(rerun(app))] == [answer]
        assert "around" in texts(app)


def test_without_a_network_it_says_what_to_do():
    app = click(run_app(page, networks=[]), "Espresso")
    assert "at least one network" in texts(app)


def test_before_a_picture_is_taken_nobody_is_asked_to_choose_one_where_there_may_be_no_camera(networks):
    said = texts(run_app(page, networks=networks, source="camera"))
    assert "Once you have taken a picture" in said
    assert "Choose a photo" not in said
