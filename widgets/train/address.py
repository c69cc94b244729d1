"""What the Train page's address keeps: the data set that is shown, and the import whose pictures are awaited.

Both by their names: `?data-set=NAME`, empty for a new one, and `&import=NAME` while an import goes on; and
where pictures come from, as `&from=zip`, if that is not the first way in. `&own=NAME` is an import that began
in this tab of the browser, until its pictures are in or it is dismissed.
"""

import streamlit as st

_DATA_SET, _IMPORT, _WAY_IN, _OWN = "data-set", "import", "from", "own"


def data_set_in_address() -> str | None:
    """Returns the name of the data set; empty for a new one, None if the address says nothing."""
    return st.query_params.get(_DATA_SET)


def write_data_set(name: str) -> None:
    """Has the address name a data set; an empty name stands for a new one."""
    if st.query_params.get(_DATA_SET) != name:
        st.query_params[_DATA_SET] = name


def import_in_address() -> str:
    """Returns the name of the import; empty if the address has none."""
    return st.query_params.get(_IMPORT, "")


def write_import(name: str) -> None:
    """Has the address name an import; an empty name takes it out."""
    _write(_IMPORT, name)


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


def write_way_in(name: str) -> None:
    """Has the address name a way in; an empty name takes it out."""
    _write(_WAY_IN, name)


def _write(parameter: str, name: str) -> None:
    if not name:
        st.query_params.pop(parameter, None)
    elif st.query_params.get(parameter) != name:
        st.query_params[parameter] = name
