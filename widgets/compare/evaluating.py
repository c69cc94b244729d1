"""Asks networks about a data set in a job, with its progress; imports a zip as a data set first."""

from functools import partial

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from core.bundles.bundle import Bundle
from core.comparison.evaluated import missing
from core.comparison.evaluations import (
    Evaluation,
    EvaluationRequest,
    cancel_evaluation,
    read_evaluation,
    read_evaluations,
    resume_evaluation,
    start_evaluation,
)
from core.datasets.data_set import DataSet
from core.datasets.import_records import ImportRequest
from core.datasets.listing import title_of
from core.datasets.picture_imports import cancel_import, read_import, resume_import, start_import
from core.datasets.uploads import write_file
from core.errors import InklingError, without_received
from core.preprocessing.preprocessor import Kind
from core.presentation.markdown import escape_markdown
from widgets.shared.actions import action_button
from widgets.shared.compare_state import CompareState
from widgets.shared.job_progress import follow_job, if_unchanged, phase_of
from widgets.shared.limits import MAX_ZIP_MB
from widgets.shared.page_state import compare_state
from widgets.shared.widget_keys import CompareKey


def show_evaluation(data_set: DataSet, bundles: list[Bundle], titles: dict[str, str]) -> bool:
    """Shows how many pictures networks have not been asked about yet, and the job that asks them.

    Args:
        data_set: The pictures.
        bundles: The networks.
        titles: Titles of the networks, by name.

    Returns:
        Whether a job is under way, so that there is nothing to compare yet.
    """
    wanted = {bundle.name: len(missing(data_set, bundle)) for bundle in bundles}
    job = _job_of(data_set)
    if job is not None and job.is_under_way:
        follow_job(job, read_evaluation)
        action_button(
            "Cancel",
            partial(cancel_evaluation, job.name),
            icon=":material/stop_circle:",
            key=CompareKey.CANCEL.of(job.name),
        )
        return True
    if job is not None and job.status == "failed":
        st.error(escape_markdown(without_received(job.state.message)), icon=":material/block:")
    if not sum(wanted.values()):
        return False
    if job is not None and job.status == "interrupted":
        st.warning(
            "This was interrupted, perhaps because the computer was switched off. The answers so far are "
            "kept.",
            icon=":material/power_off:",
        )
        with st.container(horizontal=True):
            action_button(
                "Resume",
                partial(resume_evaluation, job.name),
                type="primary",
                key=CompareKey.RESUME.of(job.name),
                icon=":material/play_arrow:",
            )
            action_button("Dismiss", partial(cancel_evaluation, job.name), key=CompareKey.CANCEL.of(job.name))
        return False
    lines = [f"{titles[name]}: {count:,}" for name, count in wanted.items() if count]
    who = "it has" if len(lines) == 1 else "they have"
    st.markdown(escape_markdown(f"Pictures that {who} not been asked about yet: {', '.join(lines)}."))
    action_button(
        "Ask it" if len(lines) == 1 else "Ask them",
        partial(start_evaluation, EvaluationRequest(data_set.name, tuple(wanted))),
        type="primary",
        # The key names the networks and the data set, so that a refusal is shown at this button only.
        key=CompareKey.START.of_now(data_set.name, *wanted),
        icon=":material/play_arrow:",
    )
    return False


def show_zip(kind: Kind) -> None:
    """Shows an input for a zip of labelled pictures, or the progress of its import.

    Args:
        kind: The kind of pictures that the networks read, and the kind of the new data set.
    """
    state = compare_state()
    if state.awaited_import:
        _show_import(state.awaited_import)
        return
    file = st.file_uploader(
        "A zip with a folder for each class, or with a table of file names and classes",
        type=["zip", "tar", "tgz", "gz", "ndjson"],
        max_upload_size=MAX_ZIP_MB,
        key=CompareKey.ZIP.of("file", state.uploads_taken),
    )
    st.caption("It becomes one of your data sets; then the networks are asked about its pictures.")
    if file:
        action_button(
            "Import",
            partial(_import, state, file, kind),
            type="primary",
            key=CompareKey.IMPORT,
            icon=":material/download:",
        )


def _import(state: CompareState, file: UploadedFile, kind: Kind) -> None:
    request = ImportRequest(file.name, title_of(file.name), kind=kind)
    state.awaited_import = start_import(request, lambda folder: write_file(folder, file.name, file)).name
    state.uploads_taken += 1


def follow_import() -> str | None:
    """Says how an import of this page ended; returns the name of its data set once, otherwise None."""
    state = compare_state()
    if not state.awaited_import:
        return None
    try:
        awaited = read_import(state.awaited_import)
    except InklingError:
        state.awaited_import = ""
        return None
    if not awaited.is_over:
        return None
    state.awaited_import = ""
    words = f"{awaited.request.name}: {without_received(awaited.state.message)}"
    if awaited.outcome is None or not awaited.outcome.data_set:
        st.error(escape_markdown(words), icon=":material/block:")
        return None
    st.success(escape_markdown(words), icon=":material/check:")
    return awaited.outcome.data_set


def _show_import(name: str) -> None:
    one = read_import(name)
    if one.status == "interrupted":
        st.warning(escape_markdown(f"{one.request.name} was interrupted."), icon=":material/power_off:")
        action_button(
            "Resume",
            partial(resume_import, name),
            icon=":material/play_arrow:",
            key=CompareKey.RESUME_IMPORT.of(name),
        )
    else:
        follow_job(one, read_import, lambda now: f"{now.request.name}: {phase_of(now)}")
    action_button(
        "Cancel",
        partial(if_unchanged, one, read_import, partial(cancel_import, name)),
        icon=":material/stop_circle:",
        key=CompareKey.CANCEL_IMPORT.of(name),
    )


def _job_of(data_set: DataSet) -> Evaluation | None:
    """Returns the newest job that asks about a data set, if there is one."""
    return next((job for job in read_evaluations() if job.request.data_set == data_set.name), None)
