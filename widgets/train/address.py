"""What the Train page's address keeps: the data set that is shown, and the import whose pictures are awaited.

Both by their names: `?data-set=NAME`, empty for a new one, and `&import=NAME` while an import goes on; and
where pictures come from, as `&from=zip`, if that is not the first way in. `&class=NAME` is the class that is
drawn or recorded. `&own=NAME` is an import that began in this tab of the browser, until its pictures are in
or it is dismissed.

Each writing is a step of the browser's history, so what changes together is written at once.
"""

from collections.abc import Mapping

import streamlit as st

from core.storage.names import clean_label

_DATA_SET, _IMPORT, _WAY_IN, _CLASS, _OWN = "data-set", "import", "from", "class", "own"


def data_set_in_address() -> str | None:
    """Returns the name of the data set; empty for a new one, None if the address says nothing."""
    return st.query_params.get(_DATA_SET)


def write_data_set(name: str, next_class: str = "") -> None:
    """Has the address name a data set, and of another one than before no class but what is to be chosen next.

    Args:
        name: Its name; empty for a new one.
        next_class: The class of it that is to be chosen next, if any.
    """
    before = st.query_params.get(_DATA_SET)
    if before != name:
        _write({_DATA_SET: name} | ({} if before is None else {_CLASS: next_class or None}))


def import_in_address() -> str:
    """Returns the name of the import; empty if the address has none."""
    return st.query_params.get(_IMPORT, "")


def write_import(name: str) -> None:
    """Has the address name an import; an empty name takes it out."""
    _write({_IMPORT: name or None})


def own_imports_in_address() -> list[str]:
    """Returns the names of the imports that began in this tab."""
    return st.query_params.get_all(_OWN)


def write_own_imports(names: list[str]) -> None:
    """Has the address name the imports that began in this tab."""
    if own_imports_in_address() != names:
        st.query_params[_OWN] = names


def way_in_of_address() -> str:
    """Returns the way in that the address names; empty if it names none."""
    return st.query_params.get(_WAY_IN, "")


def write_way_in(name: str, asks_class: bool) -> None:
    """Has the address name a way in; an empty name takes it out.

    Args:
        name: The way in.
        asks_class: Whether a class is chosen for what comes by it; if not, the address names none.
    """
    _write({_WAY_IN: name or None} | ({} if asks_class else {_CLASS: None}))


def class_in_address() -> str:
    """Returns the class that the address names, as it is cleaned for a data set; empty if it names none."""
    return clean_label(st.query_params.get(_CLASS, ""))


def write_class(label: str) -> None:
    """Has the address name a class; an empty name takes it out."""
    _write({_CLASS: label or None})


def _write(changes: Mapping[str, str | None]) -> None:
    """Changes what the address says, in one step; None takes a parameter out."""
    now = {parameter: st.query_params.get_all(parameter) for parameter in st.query_params}
    taken_out = [parameter for parameter, value in changes.items() if value is None]
    kept = {parameter: values for parameter, values in now.items() if parameter not in taken_out}
    wanted = kept | {parameter: [value] for parameter, value in changes.items() if value is not None}
    if wanted != now:
        st.query_params.from_dict(wanted)
