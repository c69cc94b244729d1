"""What an address names but the page does not have is said in one sentence, as plain text."""

from streamlit.testing.v1 import AppTest

from tests.widgets.app_helpers import rerun


def page():
    from widgets.shared.not_found import say_not_found, unknown_in_address

    say_not_found("toy", unknown_in_address("toy", {"ball": "A ball", "top": "A top"}))


def said(*values):
    app = AppTest.from_function(page, default_timeout=60)
    if values:
        app.query_params["toy"] = list(values)
    return [info.value for info in rerun(app).info]


def test_nothing_is_said_of_what_is_known_by_a_name_or_a_title():
    assert said() == said("ball", "A top", "", " ") == []


def test_each_unknown_one_is_named_once_as_plain_text():
    assert said("ball", "*x*") == [r'The toy of this address, "\*x\*", is not here: choose another one.']
    assert said("x", "y", "x") == [
        'This address names "x" and "y", but no toy here has such a name: choose another one.'
    ]


def test_a_long_list_or_name_is_cut():
    (sentence,) = said(*(f"{number}{'x' * 500}" for number in range(200)))
    assert len(sentence) < 900
    assert "and 192 more, but no toy here has such a name" in sentence
