"""Choices: networks are identified by name and shown by title; sources and tasks have a default."""

import os
import shutil
from dataclasses import replace
from datetime import date

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from core.bundles.hidden import hide_bundle
from core.storage.files import read_json, write_json
from core.storage.paths import SHIPPED, home
from tests.widgets.app_helpers import labelled, rerun, run_app, texts
from widgets.shared.choices import OWN, SOURCES, TASKS, first_for_photos, newest_first
from widgets.shared.widget_keys import DrawKey, PhotoKey


def drawing_page(task):
    import streamlit as st

    from widgets.shared.choices import choose_drawing_networks

    st.write(" ".join(network.bundle.name for network in choose_drawing_networks(task)))


def photo_page():
    import streamlit as st

    from widgets.shared.choices import choose_photo_networks

    st.write(" ".join(network.bundle.name for network in choose_photo_networks()))


def task_page():
    import streamlit as st

    from widgets.shared.choices import choose_drawing_source, choose_task, current_source

    task, source = choose_task(), current_source()
    assert choose_drawing_source() == source
    st.write(f"{task} {source}")


def own_bundle(name, source="things-1000", **changes):
    """Adds a copy of a shipped network to the user's own; returns its folder."""
    folder = home() / "models" / name
    shutil.copytree(SHIPPED / source, folder)
    write_json(folder / "card.json", read_json(folder / "card.json") | {"name": name} | changes)
    return folder


def test_the_first_three_networks_for_a_task_are_chosen_and_any_others_can_be(shipped):
    app = run_app(drawing_page, task="digits")
    names = [bundle.name for bundle in shipped.for_task("digits")]
    assert texts(app) == " ".join(names[:3])
    pills = labelled(app, "button_group", "Networks to compare")
    assert pills.options == [shipped.get(name).title for name in names]
    app.session_state[DrawKey.NETWORKS.of("digits")] = [names[-1]]
    assert texts(rerun(app)) == names[-1]


def test_a_task_without_networks_says_so():
    assert "There is no network for this" in texts(run_app(drawing_page, task=OWN))


def test_photo_networks_are_chosen_by_name_though_two_have_the_same_title():
    title = read_json(SHIPPED / "things-1000" / "card.json")["title"]
    own_bundle("my-things")
    own_bundle("my-tools", title="My tools")
    app = run_app(photo_page)
    assert set(app.multiselect[0].options) == {title, f"{title} (my-things)", "My tools"}
    app.session_state[PhotoKey.NETWORKS] = ["my-things"]
    assert texts(rerun(app)) == "my-things"


def test_a_network_that_is_gone_is_no_longer_chosen():
    folder = own_bundle("my-things", title="My things")
    app = run_app(photo_page)
    assert "my-things" in texts(app)
    shutil.rmtree(folder)
    assert texts(rerun(app)) == "things-1000"


def leaving_page(shown):
    import streamlit as st

    from widgets.shared.choices import choose_photo_networks

    if shown["here"]:
        st.write(" ".join(network.bundle.name for network in choose_photo_networks()))


@pytest.mark.parametrize("leaves", [False, True])
def test_a_network_that_is_new_joins_those_that_are_chosen(leaves):
    own_bundle("my-things", title="My things")
    own_bundle("my-tools", title="My tools")
    shown = {"here": True}
    app = run_app(leaving_page, shown=shown)
    app.multiselect[0].set_value(["my-tools"])
    rerun(app)
    if leaves:
        shown["here"] = False
        rerun(app)
        shown["here"] = True
    own_bundle("my-pets", title="My pets")
    imported("theirs", "things-1000", title="Theirs")
    assert texts(rerun(app)) == "my-tools my-pets"
    assert not app.warning
    # From then on it is like any other: once removed, it stays removed, and nothing joins twice.
    app.multiselect[0].set_value(["my-tools"])
    assert texts(rerun(app)) == "my-tools"
    assert texts(rerun(app)) == "my-tools"


@pytest.mark.parametrize(("has_taught", "tasks"), [(False, list(TASKS)[:-1]), (True, list(TASKS))])
def test_what_one_has_taught_is_a_task_once_there_is_something(has_taught, tasks):
    if has_taught:
        own_bundle("my-things", source="digits-simple", task=OWN)
    app = run_app(task_page)
    assert texts(app) == "digits canvas"
    assert labelled(app, "button_group", "What do you want to draw?").options == [
        TASKS[task] for task in tasks
    ]
    app.session_state[DrawKey.SOURCE] = "camera"
    app.session_state[DrawKey.TASK] = "animals"
    assert texts(rerun(app)) == "animals camera"
    assert len(labelled(app, "button_group", "How?").options) == len(SOURCES)


def test_the_address_keeps_the_task():
    app = AppTest.from_function(task_page, default_timeout=60)
    app.query_params[DrawKey.TASK] = TASKS["animals"]
    assert texts(rerun(app)) == "animals canvas"
    app = AppTest.from_function(task_page, default_timeout=60)
    app.query_params[DrawKey.TASK] = TASKS[OWN]
    assert 'The kind of drawings of this address, "Yours", is not here' in texts(rerun(app))


@pytest.mark.parametrize(
    ("task", "names"),
    [
        ("digits", ["digits-deep", "digits-simple", "digits-dense"]),
        # The task's other network knows only fifty of the things.
        ("sketches", ["sketches-345"]),
        ("animals", ["animals-deep", "animals-simple"]),
    ],
)
def test_the_networks_to_begin_with_know_all_the_things(task, names):
    app = run_app(drawing_page, task=task)
    assert texts(app) == " ".join(names)


@pytest.fixture(autouse=True)
def fresh_library():
    st.cache_resource.clear()
    yield
    st.cache_resource.clear()


def imported(name, source, **changes):
    write_json(own_bundle(name, source, **changes) / "origin.json", {})


def test_a_network_from_outside_is_offered_but_never_chosen_for_a_person(shipped):
    imported("aaa", "digits-deep", order=-5, title="Best digits")
    imported("bbb", "digits-deep", task=OWN, title="Somebody's")
    imported("ccc", "things-1000", title="Thousand things")
    app = run_app(drawing_page, task="digits")
    assert "aaa" not in app.markdown[0].value.split()
    (pills,) = app.get("button_group")
    assert "Best digits, imported" in pills.options
    assert run_app(drawing_page, task=OWN).markdown[0].value == ""
    app = run_app(photo_page)
    assert "ccc" not in app.markdown[0].value.split()
    assert "Thousand things, imported" in app.multiselect[0].options


def test_a_network_for_photos_is_no_choice_for_drawings():
    imported("photos", "things-1000", task="digits")
    app = run_app(drawing_page, task="digits")
    assert not [option for option in app.get("button_group")[0].options if "imported" in option]


def test_the_newest_networks_for_photos_are_chosen_to_begin_with():
    for number, name in enumerate(("zebra", "ant", "mule", "bee")):
        folder = own_bundle(name, date=f"2099-11-{20 + number // 2}")
        # For networks of the same day, the files' times decide.
        os.utime(folder / "labels.txt", (1_000 - number, 1_000 - number))
    st.cache_resource.clear()
    app = run_app(photo_page)
    assert app.markdown[-1].value == "mule bee zebra"
    # No chosen network is cut off in a narrow column.
    assert app.multiselect[0].proto.wrap


def test_the_network_that_knows_the_most_stays_among_those_that_are_asked_first(shipped):
    things = shipped.get("things-1000")
    days = [date(2099, 1, day) for day in range(1, 6)]
    own = {
        f"mine-{day.day}": replace(
            things,
            card=things.card.model_copy(update={"name": f"mine-{day.day}", "date": day}),
            labels=things.labels[:2],
        )
        for day in days
    }
    assert first_for_photos({**own, things.name: things}) == ["mine-5", "mine-4", "things-1000"]
    assert first_for_photos({"mine-1": own["mine-1"], things.name: things}) == ["mine-1", "things-1000"]
    assert first_for_photos(own) == ["mine-5", "mine-4", "mine-3"]
    assert first_for_photos({}) == []


def test_the_day_on_its_card_tells_how_new_a_network_is(shipped):
    bundles = [shipped.get(name) for name in ("digits-deep", "digits-dense")]
    assert set(newest_first(bundles)) == {"digits-deep", "digits-dense"}
    later = replace(bundles[1], card=bundles[1].card.model_copy(update={"date": date(2099, 1, 1)}))
    assert list(newest_first([bundles[0], later])) == ["digits-dense", "digits-deep"]


def test_a_network_that_was_deleted_just_now_is_the_oldest_of_its_day(shipped, tmp_path):
    deep, dense = (shipped.get(name) for name in ("digits-deep", "digits-dense"))
    card = deep.card.model_copy(update={"date": dense.card.date})
    deleted = replace(deep, folder=tmp_path / "deleted", card=card)
    assert list(newest_first([deleted, dense])) == ["digits-dense", "digits-deep"]


def test_hidden_networks_are_not_offered(shipped):
    for name in ("digits-simple", "things-1000"):
        hide_bundle(shipped.bundles[name])
    app = run_app(drawing_page, task="digits")
    assert app.markdown[0].value == "digits-deep digits-dense"
    app = run_app(photo_page)
    assert "things-1000" not in texts(app)
    for name in ("digits-deep", "digits-dense"):
        hide_bundle(shipped.bundles[name])
    app = run_app(drawing_page, task="digits")
    assert "all of them are hidden" in app.warning[0].value
