"""Where each picture of a source belongs, and what tables say of it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from core.datasets.label_tables import Row, is_beside, is_same_class
from core.preprocessing.image_source import Part

# Where table and class folders contradict each other, a table that speaks of nearly all pictures is right.
_NEARLY_ALL = 0.9
_FEW_ROWS = 20
_TWO_CLASSES = "given two classes in {tables}, and put into neither"


@dataclass(frozen=True)
class Place:
    """Where a picture belongs.

    Attributes:
        label: The name of its class folder, or None outside of one.
        part: The part that it is in.
        problem: Why it belongs nowhere, where that is not plain from its having no class.
    """

    label: str | None = None
    part: Part = ""
    problem: str = ""


def with_tables(places: dict[str, Place], tables: Mapping[str, Mapping[str, Row]]) -> dict[str, Place]:
    """Puts in what tables say: classes where folders tell none, or where they name nearly every picture.

    A picture that is given two classes belongs to none.

    Args:
        places: Where the pictures belong by their folders and names.
        tables: What each table says, by the pictures' paths.

    Returns:
        The places of all pictures.
    """
    has_classes = len({place.label for place in places.values()} - {None}) > 1
    named = dict(places)
    labelling: list[str] = []
    for table, rows in tables.items():
        beside = sum(is_beside(name, table) for name in places)
        labels = {row.label for row in rows.values()} - {""}
        # Where nearly every picture has a word of its own, these are no classes.
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
    """Returns the pictures that two tables give different classes, unless one only renames all classes."""
    pairs = {
        name: (earlier[name].label.casefold(), row.label.casefold())
        for name, row in later.items()
        if name in earlier and row.label and earlier[name].label
    }
    distinct = set(pairs.values())
    if len(distinct) == len({first for first, _ in distinct}) == len({second for _, second in distinct}):
        return []
    return [name for name, pair in pairs.items() if not is_same_class(*pair)]
