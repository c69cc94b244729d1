"""What is in a data set, what is wrong with it, and the means to put it right."""

import streamlit as st

from core.datasets.archive import as_zip
from core.datasets.checks import Finding, check_data_set
from core.datasets.data_set import DataSet
from core.datasets.store import delete_data_set, remove_class, rename_class, set_kind
from core.presentation.training_charts import counts_chart
from widgets.train.thumbnails import SHOWN, correct_table, show_strip

_LOOKS = {"stop": st.error, "warning": st.warning, "note": st.info}
_ICONS = {"stop": ":material/block:", "warning": ":material/warning:", "note": ":material/info:"}
_SHOWN_OF_EACH = 4
KINDS = {"photo": "Photos", "ink": "Drawings"}


def show_checkup(data_set: DataSet) -> None:
    """Shows the counts, the findings and the tools."""
    counts = data_set.counts()
    st.altair_chart(
        counts_chart(counts),
        width="stretch",
        alt="Bar chart of pictures in each class: "
        + ", ".join(f"{label} {count}" for label, count in counts.items()),
    )
    firsts: dict[str, int] = dict.fromkeys(data_set.classes, 0)
    few = []
    for sample in data_set.samples:
        firsts[sample.label] += 1
        if firsts[sample.label] <= _SHOWN_OF_EACH:
            few.append(sample)
    show_strip(data_set, sorted(few, key=lambda each: data_set.classes.index(each.label))[:SHOWN])
    for number, finding in enumerate(check_data_set(data_set)):
        _show_finding(data_set, finding, f"finding-{number}")
    with st.expander("Look through the pictures", icon=":material/grid_view:"):
        label = st.selectbox("Class", data_set.classes, key="checkup-class")
        own = [sample for sample in data_set.samples if sample.label == label]
        correct_table(data_set, own, f"browse-{label}")
    with st.expander("Rename, remove, download", icon=":material/build:"):
        _tools(data_set)


def _show_finding(data_set: DataSet, finding: Finding, key: str) -> None:
    _LOOKS[finding.severity](finding.sentence, icon=_ICONS[finding.severity])
    if finding.samples:
        with st.expander("Show them"):
            show_strip(data_set, list(finding.samples))
            if finding.severity != "note" and st.toggle("Correct them", key=f"{key}-correct"):
                correct_table(data_set, list(finding.samples), f"{key}-table")
    if finding.details:
        with st.expander("Which files, and why"):
            st.text("\n".join(finding.details))


def _tools(data_set: DataSet) -> None:
    kind = st.segmented_control(
        "These are",
        list(KINDS),
        format_func=KINDS.__getitem__,
        default=data_set.kind,
        required=True,
        key=f"kind-{data_set.name}",
        help="Drawings are reduced to their lines; photos are looked at in colour.",
    )
    if kind and kind != data_set.kind:
        set_kind(data_set.name, kind)
        st.rerun()
    with st.form("rename-class", border=False), st.container(horizontal=True, vertical_alignment="bottom"):
        old = st.selectbox("Class", data_set.classes, key="rename-old")
        new = st.text_input("New name", key="rename-new", help="An existing name joins the two classes.")
        if st.form_submit_button("Rename") and old and new.strip():
            rename_class(data_set.name, old, new)
            st.rerun()
        if st.form_submit_button("Remove class", icon=":material/delete:") and old:
            remove_class(data_set.name, old)
            st.rerun()
    with st.container(horizontal=True):
        st.download_button(
            "Download as a zip",
            lambda: as_zip(data_set),
            f"{data_set.name}.zip",
            "application/zip",
            on_click="ignore",
            icon=":material/download:",
        )
        with st.popover("Delete all of it", icon=":material/delete_forever:"):
            st.write(f'"{data_set.title}" and its {len(data_set.samples):,} pictures will be gone for good.')
            if st.button("Delete", type="primary", key=f"delete-{data_set.name}"):
                delete_data_set(data_set.name)
                st.rerun()
