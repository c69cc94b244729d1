"""Combines the class and part of each picture in a source with what tables say about it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from core.datasets.label_tables import Row, is_beside, is_same_class
from core.preprocessing.image_source import Part

# If a table contradicts the class folders, the table takes precedence if it names nearly all pictures.
_NEARLY_ALL = 0.9
_FEW_ROWS = 20
_TWO_CLASSES = "given two different classes in {tables}"


@dataclass(frozen=True)
class Place:
    """The class and part of a picture.

    Attributes:
        label: Its class; None if it has none.
        part: Its part; empty if it has none.
        problem: Why it has no class, unless the reason is just a missing class folder.
    """

    label: str | None = None
    part: Part = ""
    problem: str = ""


def with_tables(places: dict[str, Place], tables: Mapping[str, Mapping[str, Row]]) -> dict[str, Place]:
    """Adds what tables say: parts, and classes if folders give none or a table names nearly every picture.

    A picture that is given two classes belongs to neither.

    Args:
        places: Places of the pictures according to their folders and names, by path.
        tables: Rows of each table, by the pictures' paths.

    Returns:
        The places of all pictures.
    """
    has_classes = len({place.label for place in places.values()} - {None}) > 1
    named = dict(places)
    labelling: list[str] = []
    for table, rows in tables.items():
        beside = sum(is_beside(name, table) for name in places)
        labels = {row.label for row in rows.values()} - {""}
        # Labels that hardly repeat are not classes, unless there are too few rows to tell.
        are_classes = bool(labels) and (len(rows) < _FEW_ROWS or 2 * len(labels) <= len(rows))
        if are_classes and (not has_classes or len(rows) >= _NEARLY_ALL * beside):
            contradicted = {
                name: _TWO_CLASSES.format(tables=table) for name, row in rows.items() if row.is_contradicted
            }
            for other in labelling:
                both = _TWO_CLASSES.format(tables=f"{other} and {table}")
                contradicted |= dict.fromkeys(_contradictions(tables[other], rows), both)
            labelling.append(table)
        for name, row in rows.items():
            part = row.part or named[name].part
            if table not in labelling:
                named[name] = replace(named[name], part=part, problem="")
            elif name in contradicted:
                named[name] = Place(None, part, contradicted[name])
            else:
                label = row.label or None
                problem = "" if label else named[name].problem or f"without a class in {table}"
                named[name] = Place(label, part, problem)
    if labelling and not has_classes:
        spoken_of = {name for table in labelling for name in tables[table]}
        for name, place in named.items():
            if name not in spoken_of and any(is_beside(name, table) for table in labelling):
                named[name] = Place(None, place.part, f"not named in {labelling[0]}")
    return named


def _contradictions(earlier: Mapping[str, Row], later: Mapping[str, Row]) -> list[str]:
    """Returns pictures to which two tables give different classes, unless one just renames all classes."""
    pairs = {
        name: (earlier[name].label.casefold(), row.label.casefold())
        for name, row in later.items()
        if name in earlier and row.label and earlier[name].label
    }
    distinct = set(pairs.values())
    if len(distinct) == len({first for first, _ in distinct}) == len({second for _, second in distinct}):
        return []
    return [name for name, pair in pairs.items() if not is_same_class(*pair)]
