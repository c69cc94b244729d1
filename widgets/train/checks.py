"""What is in a data set, what is wrong with it, and the means to put it right."""

import streamlit as st

from core.datasets.archive import as_zip
from core.datasets.checks import Finding, check_data_set
from core.datasets.data_set import DataSet, Sample
from core.datasets.store import delete_data_set, remove_class, rename_class, set_kind
from core.preprocessing.preprocessor import Kind
from core.presentation.markdown import escape_markdown
from core.presentation.training_charts import counts_chart
from widgets.shared.actions import act
from widgets.shared.widget_keys import DataSetKey
from widgets.train.thumbnails import SHOWN, correct_table, show_strip

_LOOKS = {"stop": st.error, "warning": st.warning, "note": st.info}
_ICONS = {"stop": ":material/block:", "warning": ":material/warning:", "note": ":material/info:"}
_SHOWN_OF_EACH = 4
KINDS: dict[Kind, str] = {"photo": "Photos", "ink": "Drawings"}


def show_checks(data_set: DataSet) -> None:
    """Shows the counts, the findings and the tools."""
    counts = data_set.counts()
    st.altair_chart(
        counts_chart(counts),
        width="stretch",
        alt="Bar chart of pictures in each class: "
        + ", ".join(f"{label} {count}" for label, count in counts.items()),
    )
    show_strip(data_set, _first_of_each_class(data_set)[:SHOWN])
    for finding in check_data_set(data_set):
        _show_finding(data_set, finding)
    with st.expander("Look through the pictures", icon=":material/grid_view:"):
        label = st.selectbox("Class", data_set.classes, key=DataSetKey.BROWSED_CLASS.of(data_set.name))
        correct_table(data_set, [sample for sample in data_set.samples if sample.label == label], "browse")
    with st.expander("Rename, remove, download", icon=":material/build:"):
        _tools(data_set)


def _first_of_each_class(data_set: DataSet) -> list[Sample]:
    """Returns the first few pictures of each class, in the order of the classes."""
    by_class: dict[str, list[Sample]] = {label: [] for label in data_set.classes}
    for sample in data_set.samples:
        if len(by_class[sample.label]) < _SHOWN_OF_EACH:
            by_class[sample.label].append(sample)
    return [sample for samples in by_class.values() for sample in samples]


def _show_finding(data_set: DataSet, finding: Finding) -> None:
    _LOOKS[finding.severity](escape_markdown(finding.sentence), icon=_ICONS[finding.severity])
    if finding.samples:
        with st.expander("Show them"):
            show_strip(data_set, list(finding.samples))
            key = DataSetKey.CORRECT.of(data_set.name, finding.code)
            if finding.severity != "note" and st.toggle("Correct them", key=key):
                correct_table(data_set, list(finding.samples), finding.code)
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
        key=DataSetKey.KIND.of(data_set.name),
        help="Drawings are reduced to their lines; photos are looked at in colour.",
    )
    if kind and kind != data_set.kind:
        act(set_kind, data_set.name, kind)
    _class_tools(data_set)
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
            st.write(
                f'"{escape_markdown(data_set.title)}" and its {len(data_set.samples):,} pictures will be '
                "gone for good."
            )
            if st.button("Delete", type="primary", key=DataSetKey.DELETE.of(data_set.name)):
                act(delete_data_set, data_set.name)


def _class_tools(data_set: DataSet) -> None:
    name = data_set.name
    with (
        st.form(DataSetKey.RENAME_FORM.of(name), border=False),
        st.container(horizontal=True, vertical_alignment="bottom"),
    ):
        old = st.selectbox("Class", data_set.classes, key=DataSetKey.RENAME_OLD.of(name))
        new = st.text_input(
            "New name",
            key=DataSetKey.RENAME_NEW.of(name),
            help="An existing name joins the two classes.",
        )
        if st.form_submit_button("Rename") and old and new.strip():
            act(rename_class, name, old, new)
        if st.form_submit_button("Remove class", icon=":material/delete:") and old:
            act(remove_class, name, old)
