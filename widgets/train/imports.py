"""Imports of pictures into a data set: their progress, and finally what was added and what was left out."""

from functools import partial

import streamlit as st

from core.datasets.change_records import Change, last_change
from core.datasets.data_set import DataSet
from core.datasets.deletion import undo_change
from core.datasets.import_records import ImportOutcome
from core.datasets.picture_imports import (
    PictureImport,
    answer_kind,
    cancel_import,
    forget_import,
    read_import,
    read_imports,
    resume_import,
)
from core.datasets.store import read_data_set
from core.errors import InklingError, without_received
from core.plurals import counted
from core.preprocessing.preprocessor import Kind
from core.presentation.markdown import escape_markdown
from core.storage.settings import is_public
from widgets.shared.actions import action_button
from widgets.shared.deep_links import is_history_navigation
from widgets.shared.job_progress import follow_job, if_unchanged, phase_of
from widgets.shared.not_found import say_not_found
from widgets.shared.page_state import TrainState, train_state
from widgets.shared.panel_keys import PanelKey
from widgets.shared.widget_keys import PictureImportKey
from widgets.train.address import import_in_address, own_imports_in_address, write_import, write_own_imports

_CLASSES_SHOWN = 30
_MAX_OWN = 20


def follow_import() -> None:
    """Chooses the data set of the session's last import, or of the address's, once that import is done."""
    state = train_state()
    if not is_history_navigation():
        _note_unknown(state)
        state.awaited_import = state.awaited_import or import_in_address()
    # A reload starts a new session, so only the tab's address still lists the imports started in the tab.
    named = [state.awaited_import, *state.own_imports, *own_imports_in_address()]
    # Limited, because an address can name any number of imports.
    statuses = {name: _status(name) for name in list(dict.fromkeys(filter(None, named)))[:_MAX_OWN]}
    state.own_imports = [name for name, status in statuses.items() if status]
    state.found_imports.update(state.own_imports)
    if state.awaited_import:
        _follow(state)
    write_import(state.awaited_import)
    write_own_imports(
        [name for name in state.own_imports if name != state.awaited_import and statuses[name] != "done"]
    )


def _note_unknown(state: TrainState) -> None:
    """Notes which imports of the address are not here, and were not dismissed in this tab."""
    named = dict.fromkeys([import_in_address(), *own_imports_in_address()])
    # After a double click on "Dismiss", the browser may still send the address with what it has dismissed.
    known = {state.awaited_import, *state.own_imports, *state.found_imports}
    foreign = [one for one in named if one.strip() and one not in known]
    new = [one for one in foreign[:_MAX_OWN] if not _status(one) and one not in state.unknown_imports]
    state.unknown_imports = [] if state.awaited_import else [*state.unknown_imports, *new]


def _follow(state: TrainState) -> None:
    try:
        awaited = read_import(state.awaited_import)
    except InklingError:
        state.awaited_import = ""
        return
    if awaited.is_over:
        state.awaited_import = ""
        if awaited.outcome and awaited.outcome.data_set:
            state.next_data_set = awaited.outcome.data_set


def _status(name: str) -> str:
    """Returns the status of an import; empty if it was dismissed."""
    try:
        return read_import(name).status
    except InklingError:
        return ""


def show_imports(data_set: DataSet | None, way_in: str, with_report: bool = True) -> str:
    """Shows imports that are under way, interrupted or failed, and the report of the data set's last one.

    Args:
        data_set: The data set that is shown; None for a new one.
        way_in: The chosen source of pictures. A failed import that was started on this page is only shown
            in its own browser tab, while its source is chosen.
        with_report: Whether to show the report.

    Returns:
        Name of the import whose report is shown; empty if none is.
    """
    say_not_found("import", train_state().unknown_imports, "perhaps dismissed, or on another computer")
    imports, refused = read_imports()
    for name, sentence in refused.items():
        st.warning(escape_markdown(without_received(sentence)), icon=":material/report:")
        _dismiss_button(name)
    if is_public():
        # Visitors do not see, stop or dismiss the imports of others.
        imports = [one for one in imports if one.name in train_state().own_imports]
    for one in imports:
        if one.is_under_way:
            _show_progress(one)
        elif one.status == "interrupted":
            _show_interrupted(one)
        elif one.status == "failed" and _belongs_here(one, way_in):
            st.error(escape_markdown(_in_words(one)), icon=":material/block:")
            if one.outcome:
                _show_left_out(one.name, one.outcome)
            _dismiss_button(one.name)
    report = _newest_report(imports, data_set) if data_set is not None and with_report else None
    if data_set is None or report is None or report.outcome is None:
        return ""
    _show_report(report, report.outcome, data_set)
    return report.name


def _newest_report(imports: list[PictureImport], data_set: DataSet) -> PictureImport | None:
    """Returns the import whose report is shown with a data set: the newest into it, if still of interest.

    If any newer import exists, the report is only of interest in the browser tab that started the import:
    two users who import at the same time both want to see their report.
    """
    for one in imports:
        if one.status == "done" and one.outcome and one.outcome.data_set == data_set.name:
            return one if one is imports[0] or one.name in train_state().own_imports else None
    return None


def _belongs_here(one: PictureImport, way_in: str) -> bool:
    """Returns whether a failed import was started in this tab from this source, or outside this page."""
    is_ours = one.name in train_state().own_imports and one.request.way_in == way_in
    return not one.request.way_in or is_ours


def _in_words(one: PictureImport) -> str:
    return f"{one.request.name}: {without_received(one.state.message)}"


def _show_progress(one: PictureImport) -> None:
    follow_job(one, read_import, lambda now: f"{now.request.name}: {phase_of(now)}")
    action_button(
        "Cancel",
        partial(if_unchanged, one, read_import, partial(cancel_import, one.name)),
        icon=":material/stop_circle:",
        key=PictureImportKey.CANCEL.of(one.name),
    )


def _show_interrupted(one: PictureImport) -> None:
    is_added = one.outcome is not None and one.outcome.data_set
    added = "Its pictures have been added." if is_added else "Nothing has been added to a data set yet."
    st.warning(
        escape_markdown(f"The import of {one.request.name} was interrupted. {added}"),
        icon=":material/power_off:",
    )
    with st.container(horizontal=True):
        action_button(
            "Resume",
            partial(_resume, train_state(), one.name),
            type="primary",
            icon=":material/play_arrow:",
            key=PictureImportKey.RESUME.of(one.name),
        )
        action_button(
            "Discard it",
            partial(forget_import, one.name),
            icon=":material/delete:",
            key=PictureImportKey.DISCARD.of(one.name),
        )


def _resume(state: TrainState, name: str) -> None:
    resume_import(name)
    state.awaited_import = name


def _show_report(one: PictureImport, outcome: ImportOutcome, data_set: DataSet) -> None:
    is_whole = outcome.count > 0 and not outcome.left_out_count and not outcome.already
    (st.success if is_whole else st.warning)(
        escape_markdown(_in_words(one)),
        icon=f":material/{'check' if is_whole else 'info'}:",
    )
    if outcome.added:
        shown = list(outcome.added.items())[:_CLASSES_SHOWN]
        rest = len(outcome.added) - len(shown)
        more = f" and {counted(rest, 'more class')}" if rest else ""
        st.caption(
            "What was imported: "
            + escape_markdown(", ".join(f"{label} ({count:,})" for label, count in shown) + more)
        )
    for note in outcome.notes:
        st.caption(escape_markdown(note))
    if outcome.parts:
        parts = ", ".join(f"{part} ({count:,})" for part, count in outcome.parts.items())
        st.caption(escape_markdown(f"Parts: {parts}. They are used as such in training."))
    _show_left_out(one.name, outcome)
    if not outcome.kind_is_sure:
        _ask_kind(one, outcome.kind)
    change = last_change(data_set)
    with st.container(horizontal=True):
        if change is not None and change.job == one.name and not is_public():
            _undo_button(one, change, data_set)
        _dismiss_button(one.name, "OK")


def _ask_kind(one: PictureImport, guess: Kind) -> None:
    words: dict[Kind, str] = {"ink": "drawings", "photo": "photos"}
    st.info(
        f"They look like {escape_markdown(words[guess])}, but that is not certain. What are they?",
        icon=":material/help:",
    )
    with st.container(horizontal=True):
        for kind, name in words.items():
            action_button(
                f"They are {escape_markdown(name)}",
                partial(answer_kind, one.name, kind),
                key=PictureImportKey.KIND.of(one.name, kind),
            )


def _undo_button(one: PictureImport, change: Change, data_set: DataSet) -> None:
    count = counted(len(change.added), "picture")
    what = "this data set" if change.creates else f'{count} of "{data_set.title}"'
    action_button(
        escape_markdown(f"Undo the import: remove {what}"),
        partial(_undo, train_state(), one.name, data_set.name),
        icon=":material/undo:",
        key=PictureImportKey.UNDO.of(one.name),
    )


def _undo(state: TrainState, name: str, data_set: str) -> None:
    change = last_change(read_data_set(data_set))
    # Another tab may have changed the data set since; that change must not be undone.
    if change is not None and change.job == name:
        undo_change(data_set, change)
        state.has_deleted |= change.creates
        forget_import(name)


def _show_left_out(name: str, outcome: ImportOutcome) -> None:
    if not outcome.left_out:
        return
    with st.expander("What was left out, and why", key=PanelKey.LEFT_OUT.of(name)):
        for group in outcome.left_out:
            st.markdown(escape_markdown(f"{counted(group.count, 'file')}: {without_received(group.reason)}"))
            more = group.count - len(group.names)
            st.text("\n".join(group.names) + (f"\n... and {more:,} more" if more > 0 else ""))


def _dismiss_button(name: str, words: str = "Dismiss") -> None:
    action_button(words, partial(forget_import, name), key=PictureImportKey.DISMISS.of(name))
