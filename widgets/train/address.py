"""What the Train page's address keeps, as query parameters.

`?data-set=NAME` is the data set that is shown, if the person has chosen it; it is empty for a new one.
`&import=NAME` is the import whose pictures are awaited, while it is under way. `&from=zip` is the source of
pictures, unless it is the first one. `&class=NAME` is the class that is drawn or recorded. `&own=NAME` is
another import that was started in this browser tab, until its pictures are in a data set or it is dismissed;
it can be repeated. `&training=NAME` and `&train-view=NAME` are the training whose result is shown,
and the view of it, unless they are the first.

Each change adds a step to the browser's history, so values that change together are written together.
"""

from collections.abc import Mapping

import streamlit as st

from core.storage.names import clean_label
from widgets.shared.address_steps import change_address
from widgets.shared.widget_keys import TrainKey

_DATA_SET, _IMPORT, _WAY_IN, _CLASS, _OWN = "data-set", "import", "from", "class", "own"
_TRAINING = TrainKey.TRAINING


def data_set_in_address() -> str | None:
    """Returns the name of the data set; empty for a new one, None if the address does not say."""
    return st.query_params.get(_DATA_SET)


def write_data_set(name: str, next_class: str = "", is_other: bool = False) -> None:
    """Writes the data set to the address; if it replaces another one, that one's class and training go.

    Args:
        name: Name of the data set; empty for a new one.
        next_class: The class in it that is chosen next; if empty, the class of the other data set is removed.
        is_other: Whether another data set was shown before, which the address need not have named.
    """
    before = st.query_params.get(_DATA_SET)
    if before != name:
        replaces = is_other or before is not None
        _write({_DATA_SET: name} | ({_CLASS: next_class or None, _TRAINING: None} if replaces else {}))


def note_unnamed_data_set() -> None:
    """Notes that the address names no data set, if so: choosing one is then a step of its own."""
    if data_set_in_address() is None:
        _write({_DATA_SET: None})


def import_in_address() -> str:
    """Returns the name of the import; empty if the address has none."""
    return st.query_params.get(_IMPORT, "")


def write_import(name: str) -> None:
    """Writes an import to the address; an empty name removes it."""
    _write({_IMPORT: name or None})


def own_imports_in_address() -> list[str]:
    """Returns the names of the imports that the address says were started in this tab."""
    return st.query_params.get_all(_OWN)


def write_own_imports(names: list[str]) -> None:
    """Writes the names of imports that were started in this tab to the address."""
    change_address({_OWN: names})


def way_in_of_address() -> str:
    """Returns the source of pictures that the address names; empty if it names none."""
    return st.query_params.get(_WAY_IN, "").strip()


def write_way_in(name: str, asks_class: bool) -> None:
    """Writes the source of pictures to the address; an empty name removes it.

    Args:
        name: The source.
        asks_class: Whether a class is chosen for its pictures; if not, the class is removed from the address.
    """
    _write({_WAY_IN: name or None} | ({} if asks_class else {_CLASS: None}))


def class_in_address() -> str:
    """Returns the class that the address names, cleaned up as for a data set; empty if it names none."""
    return clean_label(st.query_params.get(_CLASS, ""))


def write_class(label: str) -> None:
    """Writes a class to the address; an empty name removes it."""
    _write({_CLASS: label or None})


def _write(changes: Mapping[str, str | None]) -> None:
    """Changes parameters of the address in one step; None removes a parameter."""
    change_address({name: () if value is None else (value,) for name, value in changes.items()})
