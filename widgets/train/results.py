"""The result of a training: how good the network is, which mistakes it makes, and its exports."""

from datetime import datetime
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from core.bundles.bundle import Bundle
from core.bundles.library import read_library
from core.comparison.earlier_training import compare_with_earlier
from core.datasets.data_set import DataSet, Sample
from core.errors import InklingError, without_received
from core.evaluation.stored_answers import read_stored_answers
from core.inference.calibration import reliability
from core.inference.classifier import Classifier
from core.plurals import counted, listed, time_in_words
from core.preprocessing.preprocessor import Kind
from core.presentation.chart_names import label_of_name
from core.presentation.comparison_words import change_in_words
from core.presentation.evaluation_wording import HOW_TO_READ_RELIABILITY, accuracy_title, mistakes_in_words
from core.presentation.markdown import escape_markdown
from core.presentation.overlays import heat_picture
from core.presentation.training_charts import (
    FEW_CLASSES,
    MAX_MATRIX_CLASSES,
    confusion_chart,
    confusion_in_words,
    reliability_chart,
    shares_chart,
)
from core.presentation.wording import in_percent, share_in_percent, whole_points
from core.storage.settings import is_public
from core.training.results import answers_of, mistakes, pictures_of
from core.training.runs import Run, delete_run, read_run
from widgets.shared.actions import action_button, showing_refusal
from widgets.shared.address_choice import choose_in_address
from widgets.shared.charts import show_chart
from widgets.shared.job_progress import if_unchanged
from widgets.shared.models import classifier
from widgets.shared.panel_keys import PanelKey
from widgets.shared.widget_keys import RunKey, TrainKey
from widgets.train.choices import WHEN
from widgets.train.export import show_export
from widgets.train.label_issues import show_label_issues
from widgets.train.progress import resume_button, show_curves, show_log
from widgets.train.thumbnails import show_strip

_WORST = 6
_COMPARED_CLASSES = 5
_MATRIX_PX = 560
VIEWS = ("Overview", "Mistakes", "Suspicious labels", "Curves", "Export")


def show_result(run: Run, data_set: DataSet | None, with_headline: bool = True) -> None:
    """Shows a run that is over; pass `with_headline=False` if its headline is already shown."""
    if run.status != "done":
        say = st.error if run.status == "failed" else st.info
        say(escape_markdown(without_received(run.message) or "It was stopped."))
        show_curves(run)
        if run.status == "failed":
            resume_button(run, "Try again")
            show_log(run)
        _delete_button(run)
        return
    bundle = read_library().bundles.get(run.request.bundle)
    if with_headline:
        show_headline(run, bundle)
    view = choose_in_address(TrainKey.VIEW, "Look at", {view: view for view in VIEWS}, "view", "collapsed")
    if view == "Overview":
        _overview(run, data_set, bundle)
    elif view == "Mistakes" and data_set:
        _worst(run, data_set, bundle)
    elif view == "Suspicious labels" and data_set:
        show_label_issues(run, data_set)
    elif view == "Curves":
        show_curves(run)
    elif view == "Export":
        show_export(bundle)
        _delete_button(run)
    else:
        st.caption("The data set is no longer there, so its pictures cannot be shown.")


def show_headline(run: Run, bundle: Bundle | None) -> None:
    """Shows how good the network of a completed run is, in figures and in words."""
    show_figures(run)
    show_words(run, bundle)


def show_figures(run: Run) -> None:
    """Shows how good the network of a completed run is, in figures."""
    outcome = run.outcome
    assert outcome is not None
    with st.container(horizontal=True):
        measured = escape_markdown(accuracy_title(outcome.measured_on))
        st.metric(measured, share_in_percent(outcome.accuracy), width="content")
        st.metric("Trained on", counted(outcome.trained_on, "picture"), width="content")
        st.metric("Training time", time_in_words(outcome.seconds), width="content")
    st.caption(
        "Accuracy: the share of right answers. With 95% certainty the true share is between "
        f"{share_in_percent(outcome.accuracy_low)} and "
        f"{share_in_percent(outcome.accuracy_high)}; more pictures would narrow that."
    )
    if (balanced := outcome.accuracy_of_uneven_classes) is not None:
        st.caption(f"If every class counted the same, it would be {share_in_percent(balanced)}.")
    if outcome.caution:
        st.warning(escape_markdown(outcome.caution), icon=":material/info:")


def show_words(run: Run, bundle: Bundle | None) -> None:
    """Says how the network of a completed run was measured, where to use it, and how it compares."""
    outcome = run.outcome
    assert outcome is not None
    one_by_one = f"Each of {outcome.images:,} pictures was judged by a network that had never seen it: "
    at_once = f"It was asked about {counted(outcome.images, 'picture')} that it had never seen: "
    st.markdown(
        f"{one_by_one if outcome.folds else at_once}{share_in_percent(outcome.accuracy)} were "
        f"right. "
        f"{escape_markdown(_whereabouts(outcome.kind, bundle))}"
    )
    if outcome.test_part_in_words:
        st.caption(escape_markdown(outcome.test_part_in_words))
    _show_comparison(run)


def _show_comparison(run: Run) -> None:
    """Says what is better and worse than after the previous training on the data set, if there is one."""
    found = compare_with_earlier(run)
    if found is None:
        return
    earlier = read_library().bundles.get(found.earlier.request.bundle)
    title = earlier.title if earlier is not None else found.earlier.request.title

    def changed(changes: dict[str, float]) -> str:
        classes = [f"{label} ({whole_points(change)})" for label, change in changes.items()]
        return listed(classes, _COMPARED_CLASSES)

    when = datetime.fromtimestamp(found.earlier.created).strftime(WHEN)
    parts = [f'Compared with the previous training, "{title}" of {when}: {change_in_words(found)}.']
    parts += [f"Better: {changed(found.better)}."] if found.better else []
    parts += [f"Worse: {changed(found.worse)}."] if found.worse else []
    if found.better or found.worse:
        parts.append("A single class has fewer pictures, so its change is less certain.")
    if found.new_labels:
        parts.append(f"New: {', '.join(found.new_labels[:_COMPARED_CLASSES])}.")
    if not found.is_fair:
        parts.append("The two were measured in different ways, so comparing them says little.")
    if earlier is not None:
        parts.append("The earlier network is still in the library.")
    st.caption(escape_markdown(" ".join(parts)))


def _whereabouts(kind: Kind, bundle: Bundle | None) -> str:
    if bundle is None:
        return "It is no longer in the library."
    return f"You can use it now on the {'Draw' if kind == 'ink' else 'Photo'} page."


def _overview(run: Run, data_set: DataSet | None, bundle: Bundle | None) -> None:
    outcome = run.outcome
    assert outcome is not None
    labels = outcome.labels
    left, right = st.columns(2, gap="large")
    with left:
        st.markdown("**Each class**")
        show_chart(
            shares_chart(labels, outcome.per_class, outcome.per_class_images),
            alt_text="Bar chart of the share of right answers in each class.",
        )
        if bundle is not None:
            st.markdown("**Is it as sure as it should be?**")
            with showing_refusal():
                stored = read_stored_answers(bundle)
                show_chart(
                    reliability_chart(reliability(stored.probabilities, stored.labels)),
                    alt_text=f"Its confidence and its share of right answers differ by "
                    f"{share_in_percent(outcome.calibration_error_after)} on average.",
                )
                st.caption(HOW_TO_READ_RELIABILITY)
    with right:
        st.markdown("**Confusion matrix: what it mistakes for what**")
        if len(labels) > MAX_MATRIX_CLASSES:
            st.caption(f"{len(labels):,} classes are too many for a confusion matrix.")
            return
        is_small = len(labels) <= FEW_CLASSES
        # A matrix with many classes is larger than its column, and scrolls in both directions.
        with st.container(height="content" if is_small else _MATRIX_PX, border=False):
            event = show_chart(
                confusion_chart(outcome.confusion, labels),
                width="stretch" if is_small else "content",
                on_select="rerun",
                selection_mode="cell",
                key=RunKey.CONFUSION.of(run.name),
                alt_text=confusion_in_words(outcome.confusion, labels),
            )
        cells = event["selection"].get("cell", [])
        if not cells:
            st.caption("Click a square to see its pictures.")
        elif data_set:
            answers = answers_of(run)
            for cell in cells:
                label, answer = label_of_name(cell["label"]), label_of_name(cell["answer"])
                rows = answers[(answers["label"] == label) & (answers["answer"] == answer)]
                st.caption(escape_markdown(f"{label} answered as {answer}:"))
                show_strip(data_set, pictures_of(data_set, rows))


def _worst(run: Run, data_set: DataSet, bundle: Bundle | None) -> None:
    rows = mistakes(answers_of(run))
    if rows.empty:
        st.success("It made no mistake when it was measured.", icon=":material/check:")
        return
    samples = pictures_of(data_set, rows)[:_WORST]
    if bundle is None or not samples:
        show_strip(data_set, samples)
        return
    assert run.outcome is not None
    st.caption(escape_markdown(mistakes_in_words(len(samples), run.outcome.measured_on)))
    network = classifier(bundle)
    answered = rows.set_index("number")
    for column, sample in zip(st.columns(_WORST), samples, strict=False):
        with column:
            _show_mistake(network, data_set, sample, answered.loc[sample.number])


def _show_mistake(network: Classifier, data_set: DataSet, sample: Sample, row: "pd.Series[Any]") -> None:
    """Shows a picture, the wrong answer, and where the network now finds evidence for that answer."""
    label = str(row["answer"])
    words = f"{row['label']}, mistaken for {label} ({in_percent(row['probability'], 0)})"
    try:
        answer = network.classify_frame(network.preprocessor.or_blank(data_set.read(sample)))
    except InklingError as error:
        st.caption(escape_markdown(error.sentence))
        return
    # A network that was trained again under this name may have other classes.
    picture = heat_picture(answer, label) if label in answer.bundle.labels else None
    if picture is None:
        st.caption(escape_markdown(words))
    else:
        st.image(
            picture, caption=escape_markdown(words), alt=f"A picture of {words}, with the evidence in orange."
        )


def _delete_button(run: Run) -> None:
    if is_public():
        return
    with st.popover(
        "Remove this training from the list", icon=":material/delete:", key=PanelKey.DELETE_RUN.of(run.name)
    ):
        st.write("This deletes its curves, figures and mistakes. The network that it trained, if any, stays.")
        action_button(
            "Remove it",
            partial(if_unchanged, run, read_run, partial(delete_run, run.name)),
            type="primary",
            key=RunKey.DELETE.of(run.name),
        )
