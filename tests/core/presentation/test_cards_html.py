"""Figures of networks, and what they are made of, as HTML."""

from xml.etree import ElementTree

import pandas as pd

from core.presentation.cards_html import cards_html, network_figures_html

TABLE = pd.DataFrame(
    {
        "Network": ["Toys", "<b>Fish</b> & chips"],
        "Classes": [1_000, 2],
        "Origin": ["", "imported"],
        "Measured on": ["toys, 20 pictures", 'fish "test", 3 pictures'],
    }
)


def test_each_network_is_a_row_and_each_figure_says_what_it_is():
    root = ElementTree.fromstring(cards_html(TABLE, "<Toys> & fish"))
    head = [cell.text for cell in root.findall("./thead/tr/th")]
    assert head == list(TABLE.columns)
    rows = root.findall("./tbody/tr")
    assert [row.find("th").text for row in rows] == ["Toys", "<b>Fish</b> & chips"]
    assert [cell.text for cell in rows[0].findall("td")] == ["1,000", None, "toys, 20 pictures"]
    for row in rows:
        # On a phone, where the header row is hidden, the style sheet shows these names.
        assert [cell.get("data-column") for cell in row.findall("td")] == head[1:]


def test_what_hears_the_page_is_told_of_a_table_however_it_is_laid_out():
    root = ElementTree.fromstring(cards_html(TABLE, "<Toys> & fish"))
    assert root.get("aria-label") == "<Toys> & fish"
    roles = {"table", "rowgroup", "row", "columnheader", "rowheader", "cell"}
    assert {element.get("role") for element in root.iter()} == roles


def test_each_figure_of_one_network_has_its_name_and_an_empty_one_its_place():
    figures = {"Classes": 1_000, "Accuracy": "", "Measured on": "<b>Fish</b> & chips"}
    root = ElementTree.fromstring(network_figures_html(figures))
    assert root.tag == "dl"
    pairs = [(one.find("dt").text, one.find("dd").text) for one in root]
    assert pairs == [("Classes", "1,000"), ("Accuracy", None), ("Measured on", "<b>Fish</b> & chips")]
