"""The things that a network knows: searched, listed, and escaped."""

from tests.widgets.app_helpers import rerun, run_app, texts
from widgets.shared.widget_keys import NetworkKey


def page(bundle):
    from widgets.shared.known_things import show_known_things

    show_known_things(bundle)


def test_a_thousand_things_are_searched(shipped):
    app = run_app(page, bundle=shipped.get("things-1000"))
    assert "1,000 things" in app.expander[0].label
    assert "and 940 more" in texts(app)
    app.text_input(key=NetworkKey.KNOWN_THINGS.of("things-1000")).set_value("Labrador")
    assert "Labrador retriever." in texts(rerun(app))
    app.text_input(key=NetworkKey.KNOWN_THINGS.of("things-1000")).set_value("unicorn")
    assert "It knows nothing by that name" in texts(rerun(app))


def test_few_things_are_listed_without_a_search(shipped):
    app = run_app(page, bundle=shipped.get("animals-simple"))
    assert not app.text_input
    assert all(label in texts(app) for label in shipped.get("animals-simple").labels)
