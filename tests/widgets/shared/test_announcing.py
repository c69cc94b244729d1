"""What is announced to users of screen readers."""

import json

from tests.widgets.app_helpers import rerun, run_app


def page(shown):
    from widgets.shared.announcing import announce

    announce(shown["sentence"], "spoken")


def spoken(app):
    (element,) = app.get("bidi_component")
    return json.loads(element.proto.json)


def test_the_region_is_always_there_and_its_words_change():
    shown = {"sentence": ""}
    app = run_app(page, shown=shown)
    assert spoken(app) == ""
    number = app.get("bidi_component")[0].proto.id
    shown["sentence"] = "Both networks say 4."
    assert spoken(rerun(app)) == "Both networks say 4."
    assert app.get("bidi_component")[0].proto.id == number
