"""What a comparison's address contains: names that stay valid even if the things are renamed."""

from streamlit.testing.v1 import AppTest

from core.bundles.renaming import rename_bundle
from tests.core.evaluation.answers_for_tests import own_bundle
from tests.widgets.app_helpers import address, click, labelled, rerun, run_app
from tests.widgets.compare.shown import figure_words
from widgets.compare.choices import LABELLED
from widgets.shared.widget_keys import CompareKey

INK = CompareKey.NETWORKS.of("ink")
SOURCE = CompareKey.PICTURE.of("ink")


def page():
    from widgets.compare.choices import choose_networks, choose_view
    from widgets.shared.address_memory import begin_address, write_address

    begin_address()
    choose_networks()
    choose_view()
    write_address()


def picture_page(networks=("digits-simple",)):
    from core.bundles.library import read_library
    from widgets.compare.one_picture import show_one_picture
    from widgets.shared.address_memory import begin_address

    begin_address()
    bundles = [read_library().get(name) for name in networks]
    show_one_picture(bundles, {bundle.name: bundle.title for bundle in bundles})


def opened(function, **values):
    """Opens a page with query parameters, given as keywords."""
    app = AppTest.from_function(function, default_timeout=60)
    for name, value in values.items():
        app.query_params[name] = value
    return rerun(app)


def test_a_network_that_was_renamed_is_still_meant():
    own_bundle("mine", title="Before")
    app = opened(page)
    app.multiselect[0].set_value(["mine", "digits-deep"]).run()
    sent = app.query_params[INK]
    assert sent == ["mine", "digits-deep"]
    rename_bundle("mine", "Afterwards")
    assert opened(page, **{INK: sent}).multiselect[0].value == ["mine", "digits-deep"]
    assert "Afterwards" in app.run().multiselect[0].options


def test_addresses_of_older_versions_have_titles():
    app = opened(page, **{INK: ["Small convnet", "Best digits"]})
    assert app.multiselect[0].value == ["digits-simple", "digits-deep"]
    assert app.query_params[INK] == ["digits-simple", "digits-deep"]


def test_an_address_that_nobody_touched_stays_empty_and_another_one_is_whole():
    app = opened(page)
    assert dict(app.query_params) == {}
    # The default choice may be another one elsewhere, so the address must include it.
    app = opened(page, **{CompareKey.VIEW: LABELLED})
    assert app.query_params[INK] == app.multiselect[0].value != []


def leaving_page(shown):
    if shown["here"]:
        from widgets.compare.choices import choose_networks, choose_view
        from widgets.shared.address_memory import begin_address, write_address

        begin_address()
        choose_networks()
        choose_view()
        write_address()


def test_coming_back_by_a_link_finds_every_choice():
    shown = {"here": True}
    app = run_app(leaving_page, shown=shown)
    app.get("button_group")[1].set_value(LABELLED).run()
    app.get("button_group")[0].set_value("Photos").run()
    shown["here"] = False
    rerun(app)
    app.query_params.clear()
    shown["here"] = True
    rerun(app)
    assert [group.value for group in app.get("button_group")] == ["Photos", LABELLED]
    assert app.query_params[CompareKey.VIEW] == LABELLED


def test_a_choice_made_in_the_moment_of_leaving_is_there_on_coming_back():
    shown = {"here": True}
    app = run_app(leaving_page, shown=shown)
    # No run of the page shows what was chosen: the browser already asks for another page.
    app.get("button_group")[1].set_value(LABELLED)
    app.multiselect[0].set_value(["digits-deep"])
    shown["here"] = False
    rerun(app)
    app.query_params.clear()
    shown["here"] = True
    rerun(app)
    assert app.get("button_group")[1].value == LABELLED
    assert app.multiselect[0].value == ["digits-deep"]


def test_more_networks_than_can_be_compared_and_unknown_ones_are_left_out():
    names = ["nothing", "digits-deep", "digits-deep", "digits-simple", "digits-dense", "animals-deep"]
    app = opened(page, **{INK: [*names, "animals-simple", "sketches-50"]})
    assert app.multiselect[0].value == [*dict.fromkeys(names[1:]), "animals-simple"]


def test_what_the_address_names_but_is_no_option_is_said_and_stays_until_another_one_is_chosen():
    unknown = {CompareKey.VIEW: "Dreams", CompareKey.KIND: "Songs"}
    app = opened(page, **unknown)
    for _ in range(2):
        said = [info.value for info in app.info]
        assert said == [
            'The kind of pictures of this address, "Songs", is not here: choose another one.',
            'The view of this address, "Dreams", is not here: choose another one.',
        ]
        assert address(app).items() >= unknown.items()
        rerun(app)
    app.get("button_group")[1].set_value(LABELLED).run()
    app.get("button_group")[0].set_value("Photos").run()
    assert not app.info
    assert address(app)[CompareKey.VIEW] == LABELLED


def test_an_example_or_a_source_that_is_nowhere_is_said():
    app = opened(picture_page, **{CompareKey.EXAMPLE: "nothing", SOURCE: "telepathy"})
    said = [info.value for info in app.info]
    assert 'The source of pictures of this address, "telepathy", is not here: choose another one.' in said
    assert 'The example of this address, "nothing", is not here: choose another one.' in said
    click(app, "Show me an example")
    assert not any("The example" in info.value for info in app.info)


def test_an_example_drawing_and_where_the_picture_comes_from_are_sent_along():
    app = click(click(opened(picture_page), "Show me an example"), "Show me an example")
    assert app.query_params[CompareKey.EXAMPLE] == "3"
    other = opened(picture_page, **{CompareKey.EXAMPLE: "3"})
    assert "How sure it is of 3" in figure_words(other)
    # With a stroke missing, the drawing is no longer the example.
    click(other, "Undo")
    assert CompareKey.EXAMPLE not in other.query_params
    uploading = opened(picture_page, **{SOURCE: "file"})
    assert uploading.get("file_uploader")
    assert uploading.query_params[SOURCE] == "file"


def test_the_class_whose_curves_are_shown_is_sent_along():
    app = click(opened(picture_page), "Show me an example")
    labelled(app, "selectbox", "Show the confidence for").set_value("1").run()
    assert app.query_params[CompareKey.CLASS] == "1"
    other = opened(picture_page, **{CompareKey.EXAMPLE: "7", CompareKey.CLASS: "1"})
    assert labelled(other, "selectbox", "Show the confidence for").value == "1"


def test_a_class_that_no_network_knows_is_said_until_another_one_is_chosen():
    app = opened(picture_page, **{CompareKey.EXAMPLE: "7", CompareKey.CLASS: "walrus"})
    for _ in range(2):
        assert [info.value for info in app.info] == [
            'The class of this address, "walrus", is not here: choose another one.'
        ]
        assert app.query_params[CompareKey.CLASS] == "walrus"
        rerun(app)
    labelled(app, "selectbox", "Show the confidence for").set_value("1").run()
    assert not app.info
    assert app.query_params[CompareKey.CLASS] == "1"
