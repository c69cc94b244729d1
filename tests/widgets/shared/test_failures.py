"""A network that fails is left out and named on every page and in the terminal; the others still answer."""

import pytest
from streamlit.testing.v1 import AppTest

from core.cli.main import main
from core.preprocessing.example_drawings import example_drawing
from core.preprocessing.quickdraw_format import write_stroke_line
from tests.conftest import ROOT
from tests.core.bundles.made_files import (
    PHOTO_INPUT,
    bundle_with,
    mean_network,
    raising_network,
    undefined_network,
)
from tests.widgets.app_helpers import click, panels, run_app, texts
from widgets.shared.widget_keys import DrawKey, PhotoKey


def page_of_failures(fail):
    import streamlit as st

    from core.errors import NetworkFailed, NoInk
    from widgets.shared.failures import leave_out_failed

    def ask(name):
        if name == fail:
            raise NetworkFailed(f"*{name}* failed.")
        if name == "no ink":
            raise NoInk("Nothing is drawn.")
        return name.upper()

    st.write(leave_out_failed(["a", "b"], ask))
    try:
        leave_out_failed(["no ink"], ask)
    except NoInk as error:
        st.write(str(error))


def test_the_others_answer_and_a_refusal_of_the_picture_stays_one():
    app = run_app(page_of_failures, fail="a")
    assert [warning.value for warning in app.warning] == [r"\*a\* failed."]
    assert "Nothing is drawn." in texts(app)


def opened(page):
    app = AppTest.from_file(ROOT / f"pages/{page}.py", default_timeout=60)
    app.run()
    assert not app.exception
    return app


@pytest.mark.parametrize("network", [undefined_network, raising_network])
def test_the_draw_page_leaves_it_out(network):
    bundle_with("bad", network(28, 1, 10), title="*Bad* digits")
    app = opened("draw")
    app.session_state[DrawKey.NETWORKS.of("digits")] = ["digits-simple", "bad", "digits-dense"]
    app.run()
    click(app, "Show me an example")
    assert [warning.value.split(" failed")[0] for warning in app.warning] == [r"\*Bad\* digits"]
    assert [panel.label for panel in panels(app)] == ["Small convnet", "No convolution"]
    app.session_state[DrawKey.VIEW] = "Stroke by stroke"
    app.run()
    assert not app.exception
    # If no network is left, only the warning is shown.
    app.session_state[DrawKey.NETWORKS.of("digits")] = ["bad"]
    app.run()
    assert not app.exception
    assert len(app.warning) == 1


def test_the_draw_page_leaves_out_what_is_no_longer_there():
    folder = bundle_with("bad", mean_network(28, 10), title="Bad digits")
    app = opened("draw")
    app.session_state[DrawKey.NETWORKS.of("digits")] = ["digits-simple", "bad"]
    (folder / "model.tflite").unlink()
    app.run()
    click(app, "Show me an example")
    assert [panel.label for panel in panels(app)] == ["Small convnet"]


@pytest.mark.parametrize("network", [undefined_network, raising_network])
def test_the_photo_page_leaves_it_out(network):
    bundle_with("bad", network(260, 3, 1_000), "things-1000", title="*Bad* photos", input=PHOTO_INPUT)
    app = opened("photo")
    app.session_state[PhotoKey.NETWORKS] = ["bad", "things-1000"]
    app.session_state[PhotoKey.SOURCE] = "examples"
    app.run()
    app.button(key=PhotoKey.EXAMPLE.of("espresso.jpg")).click().run()
    assert not app.exception
    assert [warning.value.split(" failed")[0] for warning in app.warning] == [r"\*Bad\* photos"]
    assert [panel.label for panel in panels(app)] == ["Thousand things"]
    app.session_state[PhotoKey.NETWORKS] = ["bad"]
    app.run()
    assert not app.exception
    assert not panels(app)


def test_the_terminal_says_it_for_each_drawing(tmp_path, capsys):
    bundle_with("bad", undefined_network(28, 1, 10), title="Bad digits")
    lines = [write_stroke_line(example_drawing("digits", number)[1]) for number in range(2)]
    (tmp_path / "digits.ndjson").write_text("".join(lines))
    assert main(["predict", str(tmp_path / "digits.ndjson"), "--network", "bad"]) == 1
    errors = capsys.readouterr().err
    assert errors.count("Bad digits failed and is skipped.") == 2
