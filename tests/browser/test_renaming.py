"""What is chosen stays chosen, in every tab, when it gets another name."""

import shutil

import pytest
from playwright.sync_api import expect

from core.bundles.renaming import rename_bundle
from core.datasets.store import create_data_set
from tests.browser.drawing import wait_for_run
from tests.browser.sizes import ON_A_DESK
from tests.conftest import ROOT
from widgets.compare.choices import LABELLED, PICTURE
from widgets.shared.widget_keys import CompareKey

pytestmark = pytest.mark.browser


@ON_A_DESK
def test_a_data_set_that_is_renamed_stays_chosen_in_two_tabs(page, address, new_home, monkeypatch):
    shutil.copytree(ROOT / "tests/home_of_version_0_1", new_home, dirs_exist_ok=True)
    monkeypatch.setenv("INKLING_HOME", str(new_home))
    create_data_set("Others", "ink")
    other_tab = page.context.new_page()
    for tab in (page, other_tab):
        tab.goto(f"{address}/train?data-set=my-drawings")
        expect(tab.get_by_role("combobox", name="Your data set")).to_have_value("My drawings")
        wait_for_run(tab)
    page.bring_to_front()
    page.get_by_text("Rename, remove, download").click()
    page.get_by_role("button", name="Rename this data set").click()
    page.get_by_role("textbox", name="New name").last.fill("Summer")
    page.get_by_role("button", name="Rename", exact=True).last.click()
    # The panel has closed, so that only the field for the name of a class is left.
    expect(page.get_by_role("textbox", name="New name")).to_have_count(1)
    for tab in (page, other_tab):
        tab.bring_to_front()
        # The second run is the one that used to show another data set.
        for way_in in ("Zip", "Upload a folder"):
            tab.get_by_role("radio", name=way_in).click()
            wait_for_run(tab)
            expect(tab.get_by_role("combobox", name="Your data set")).to_have_value("Summer")
            expect(tab.get_by_text("3 classes have few pictures").first).to_be_visible()
    other_tab.close()


@ON_A_DESK
def test_a_network_that_is_renamed_stays_chosen_in_another_tab(page, address, new_home, monkeypatch):
    shutil.copytree(ROOT / "tests/home_of_version_0_1", new_home, dirs_exist_ok=True)
    monkeypatch.setenv("INKLING_HOME", str(new_home))
    chosen = page.get_by_test_id("stMultiSelect").filter(has_text="Networks to compare")
    parameters = "&".join(f"{CompareKey.NETWORKS.of('ink')}={name}" for name in ("my-things", "digits-deep"))
    page.goto(f"{address}/compare?{parameters}")
    expect(chosen).to_contain_text("My things")
    wait_for_run(page)
    rename_bundle("my-things", "Summer")
    for view in (LABELLED, PICTURE, LABELLED):
        page.get_by_role("radio", name=view).click()
        wait_for_run(page)
        expect(chosen).to_contain_text("Summer")
        expect(chosen).to_contain_text("Best digits")
