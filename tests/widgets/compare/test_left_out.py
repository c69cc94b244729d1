"""Networks in the address that cannot be compared are listed with the reason, until others are chosen."""

from types import SimpleNamespace

from streamlit.testing.v1 import AppTest

from core.bundles.hidden import hide_bundle
from core.bundles.library import delete_bundle, read_library
from tests.core.evaluation.answers_for_tests import own_bundle
from tests.widgets.app_helpers import texts
from tests.widgets.compare.test_choices import page
from widgets.compare.left_out import left_out_in_words
from widgets.shared.widget_keys import CompareKey

KEY = CompareKey.NETWORKS.of("ink")


def opened(*names):
    app = AppTest.from_function(page, default_timeout=60)
    app.query_params[KEY] = list(names)
    app.run()
    assert not app.exception
    return app


def test_each_is_named_with_its_reason_until_another_is_chosen():
    own_bundle("mine", title="My *own*")
    delete_bundle("mine")
    hide_bundle(read_library().get("digits-dense"))
    app = opened("digits-deep", "mine", "digits-dense", "things-1000", "lost")
    said = [info.value for info in app.info]
    assert said == [
        r'"My \*own\*" is not compared: it was deleted. The Networks page can bring it back.',
        '"No convolution" is not compared: it is hidden. The Networks page can show it again.',
        '"Thousand things" is not compared: it reads photos, and these read drawings.',
        '"lost" is not compared: there is no such network on this computer.',
    ]
    assert "One picture: Best digits" in texts(app)
    app.run()
    assert [info.value for info in app.info] == said
    app.multiselect[0].set_value(["digits-deep", "digits-simple"]).run()
    assert not app.info


def test_what_can_be_compared_is_not_spoken_of_and_titles_count_too():
    assert not opened("digits-deep", "Small convnet").info
    assert not AppTest.from_function(page, default_timeout=60).run().info


def test_more_than_five_are_named_and_a_long_list_is_cut(shipped):
    offered = {name: bundle for name, bundle in shipped.bundles.items() if bundle.kind == "ink"}
    (sentence,) = left_out_in_words([*offered, *offered], offered, shipped, "ink")
    assert sentence.startswith("At most five are compared, so these are left out: ")
    assert sentence.count(",") + sentence.count(" and ") == 1 + len(offered) - 6
    many = {name: SimpleNamespace(title=name) for name in "abcdefghijklmnop"}
    (sentence,) = left_out_in_words(many, many, shipped, "ink")
    assert sentence.endswith("are left out: f, g, h, i, j, k, l, m and 3 more.")
    lost = left_out_in_words([f"{number}{'x' * 500}" for number in range(500)], offered, shipped, "ink")
    assert len(lost) == 9
    assert lost[-1] == "492 more cannot be compared here."
    assert max(map(len, lost)) < 200
