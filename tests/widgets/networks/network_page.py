"""Opens one network's page, for the tests of its parts."""

from streamlit.testing.v1 import AppTest

from tests.conftest import ROOT


def open_network(name, view):
    """Opens the page of one network by its address."""
    app = AppTest.from_file(ROOT / "pages/networks.py", default_timeout=60)
    app.query_params.update({"network": name, "view": view})
    app.run()
    assert not app.exception, app.exception
    return app
