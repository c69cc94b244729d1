"""Pictures that one network got right and another wrong: the actual pictures, with heat maps."""

from streamlit.testing.v1 import AppTest

from tests.core.comparison.compared import digits_data_set
from tests.widgets.app_helpers import html, note_downloads, run_app, texts
from widgets.shared.widget_keys import CompareKey


def page(data_set, swap=False):
    import numpy as np
    import streamlit as st

    from core.comparison.comparing import compare
    from core.comparison.labelled_answers import LabelledAnswers
    from core.datasets.store import read_data_set
    from tests.core.comparison.compared import bundles
    from widgets.compare.gallery import show_gallery
    from widgets.shared.address_memory import begin_address, write_address

    kept = read_data_set(data_set)
    numbers = np.array([sample.number for sample in kept.samples])
    truth = np.array([int(sample.label) for sample in kept.samples])
    wrong = truth.copy()
    # The wrong network gives wrong answers for the first two pictures.
    wrong[:2] = (truth[:2] + 1) % 10
    given = [
        LabelledAnswers(bundle, numbers, truth, np.eye(10, dtype=np.float32)[said] * 9, None, None, "a test")
        for bundle, said in zip(
            bundles("digits-simple", "digits-dense"), (wrong, truth) if swap else (truth, wrong), strict=True
        )
    ]
    begin_address()
    galleries = show_gallery(compare(given), ["A", "B"], kept)
    st.download_button("Report", lambda: galleries(), "report")
    write_address()


def test_the_pictures_are_shown_with_what_both_say(tmp_path):
    data_set = digits_data_set(tmp_path, each=1)
    app = run_app(page, data_set=data_set.name)
    assert "2 pictures that A got right and B wrong, starting with those" in texts(app)
    shown = html(app)
    assert shown.count("<figure>") == 2
    assert "Where A found evidence for" in shown
    assert f"The picture, a {data_set.samples[0].label}." in shown
    # A network that mixes all positions in the picture has no heat map.
    assert "Where B found" not in shown


def test_it_begins_with_a_pair_of_which_one_was_right_alone_and_says_where_none_was(tmp_path):
    data_set = digits_data_set(tmp_path, each=1)
    app = run_app(page, data_set=data_set.name, swap=True)
    assert "2 pictures that B got right and A wrong, starting with those" in texts(app)
    app.selectbox[0].set_value("digits-simple").run()
    assert "B got every picture right that A got right." in texts(app)


def test_a_picture_that_is_gone_is_left_out(tmp_path):
    data_set = digits_data_set(tmp_path, each=1)
    data_set.path(data_set.samples[0]).unlink()
    assert html(run_app(page, data_set=data_set.name)).count("<figure>") == 1


def test_a_report_has_both_directions_and_the_same_pictures(tmp_path, monkeypatch):
    downloads = note_downloads(monkeypatch)
    data_set = digits_data_set(tmp_path, each=1)
    run_app(page, data_set=data_set.name)
    there, back = downloads["Report"]()
    assert (there.right, there.wrong, there.found, len(there.pictures)) == ("A", "B", 2, 2)
    assert {one.label for one in there.pictures} == {sample.label for sample in data_set.samples[:2]}
    assert [name for name, *_ in there.pictures[0].answers] == ["A", "B"]
    assert there.pictures[0].heat_maps[0] is not None
    assert (back.right, back.wrong, back.found, back.pictures) == ("B", "A", 0, ())


def test_the_pair_is_in_the_address_by_the_networks_names(tmp_path):
    data_set = digits_data_set(tmp_path, each=1)
    app = run_app(page, data_set=data_set.name)
    app.selectbox[0].set_value("digits-dense").run()
    assert not app.exception
    assert "A got every picture right that B got right." in texts(app)
    assert app.query_params[CompareKey.RIGHT] == "digits-dense"
    assert app.query_params[CompareKey.WRONG] == "digits-simple"
    other = AppTest.from_function(page, default_timeout=60, kwargs={"data_set": data_set.name})
    other.query_params[CompareKey.RIGHT] = "digits-dense"
    assert "A got every picture right that B got right." in texts(other.run())


def test_a_network_that_is_nowhere_is_said_and_one_that_is_not_compared_is_not(tmp_path):
    data_set = digits_data_set(tmp_path, each=1)
    for wanted, said in (
        ("nobody", ['The network of this address, "nobody", is not here: choose another one.']),
        ("digits-deep", []),
    ):
        app = AppTest.from_function(page, default_timeout=60, kwargs={"data_set": data_set.name})
        app.query_params[CompareKey.WRONG] = wanted
        assert [info.value for info in app.run().info] == said
        assert not app.exception
        if said:
            assert [info.value for info in app.run().info] == said
            app.selectbox[0].set_value("digits-dense").run()
            assert not app.info
