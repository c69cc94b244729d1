"""What tables say about pictures, and what happens where they agree or disagree."""

from core.datasets.label_tables import Row
from core.datasets.places import Place, with_tables

NOWHERE = {f"{number}.png": Place() for number in range(4)}


def table(*labels, contradicted=()):
    return {
        f"{number}.png": Row(label, is_contradicted=number in contradicted)
        for number, label in enumerate(labels)
    }


def test_a_picture_with_two_classes_belongs_to_none_and_that_is_said():
    places = with_tables(NOWHERE, {"a.csv": table("cat", "dog", "cat", "dog", contradicted={1})})
    assert places["1.png"] == Place(None, "", "given two different classes in a.csv")
    assert [places[f"{number}.png"].label for number in (0, 2, 3)] == ["cat", "cat", "dog"]


def test_two_tables_that_contradict_each_other_give_no_class():
    tables = {"a.csv": table("cat", "dog", "cat", "dog"), "b.csv": table("cat", "dog", "cat", "cat")}
    places = with_tables(NOWHERE, tables)
    assert places["3.png"] == Place(None, "", "given two different classes in a.csv and b.csv")
    assert [places[f"{number}.png"].label for number in range(3)] == ["cat", "dog", "cat"]


def test_a_table_that_calls_all_classes_otherwise_contradicts_nothing():
    places = with_tables(
        NOWHERE, {"a.csv": table("0", "1", "0", "1"), "b.csv": table("cat", "dog", "cat", "dog")}
    )
    assert [place.label for place in places.values()] == ["cat", "dog", "cat", "dog"]


def test_class_folders_are_right_where_a_table_contradicts_itself_about_few_of_them():
    places = {name: Place("cat" if name < "2" else "dog") for name in NOWHERE}
    table_of_one = {"0.png": Row("dog", is_contradicted=True)}
    assert with_tables(places, {"a.csv": table_of_one}) == places
