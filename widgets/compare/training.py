"""How several networks learned: their training curves, overlaid."""

import streamlit as st

from core.bundles.bundle import Bundle
from core.bundles.library import read_library
from core.comparison.evaluations import MAX_NETWORKS
from core.comparison.training_curves import (
    TrainingCurve,
    curve_of_bundle,
    curve_of_run,
    runs_in_progress,
)
from core.presentation.comparison_charts import training_figures
from core.presentation.comparison_figures import figures_html, list_html
from core.presentation.comparison_report import training_report
from core.presentation.markdown import escape_markdown
from core.presentation.wording import share_in_percent
from core.storage.names import distinct_titles
from core.storage.settings import is_public
from core.training.runs import list_runs
from widgets.compare.choices import choose_one, choose_several
from widgets.compare.figures import show_figures
from widgets.shared.widget_keys import CompareKey

_EPOCHS, _SECONDS = "Epochs", "Time"


def show_training(bundles: list[Bundle], titles: dict[str, str]) -> None:
    """Shows the training curves of networks, and of runs that have no network yet.

    Args:
        bundles: The networks.
        titles: Titles of the networks, by name.
    """
    curves: list[TrainingCurve] = []
    # Trainings with a single epoch, and whether only a last layer learned, in one step.
    points: list[tuple[TrainingCurve, bool]] = []
    for bundle in bundles:
        curve = curve_of_bundle(bundle, titles[bundle.name])
        if curve is None:
            st.caption(escape_markdown(f"{titles[bundle.name]} has no figures of its training."))
            continue
        curves.append(curve)
        if len(curve.epochs) == 1:
            points.append((curve, bundle.card.training.strategy == "head"))
    unfinished = _unfinished(MAX_NETWORKS - len(curves), titles)
    points += [(curve, False) for curve in unfinished if len(curve.epochs) == 1]
    curves += unfinished
    if len(points) == len(curves):
        # Charts with nothing but single points would not show how anything learned.
        for curve, is_one_step in points:
            st.markdown(escape_markdown(_point_in_words(curve, is_one_step, is_drawn=False)))
        return
    by_seconds = choose_one("Along", [_EPOCHS, _SECONDS], CompareKey.ALONG, "axis") == _SECONDS
    if by_seconds:
        st.caption("The time is that on the computer that trained the network.")
    sentences = [_point_in_words(curve, is_one_step, is_drawn=True) for curve, is_one_step in points]
    show_figures(figures_html(training_figures(curves, by_seconds)) + list_html(sentences), "training")
    st.download_button(
        "Save as a page",
        lambda: training_report(curves, by_seconds),
        "training.html",
        "text/html",
        on_click="ignore",
        icon=":material/save:",
    )


def _point_in_words(curve: TrainingCurve, is_one_step: bool, is_drawn: bool) -> str:
    """Says why a training with a single epoch has no curve, and how accurate the network was then.

    Args:
        curve: Its only point.
        is_one_step: Whether only a last layer learned, in one step.
        is_drawn: Whether the point is in the charts, beside the curves of other networks.
    """
    title = curve.title
    why = (
        f"Only a last layer of {title} learned, in one step"
        if is_one_step
        else f"Of the training of {title}, only epoch {curve.epochs[0]:,} was recorded"
    )
    shown = "it is a point in the charts" if is_drawn else "there is no curve"
    return (
        f"{why}, so {shown}. It was right on {share_in_percent(curve.val_accuracy[0])} of the "
        f"pictures held back and on {share_in_percent(curve.accuracy[0])} of those that it learned from."
    )


def _unfinished(room: int, network_titles: dict[str, str]) -> list[TrainingCurve]:
    """Offers the runs whose network is not in the library; returns the curves of the chosen ones."""
    runs = [] if is_public() else runs_in_progress(list_runs(), read_library().bundles.values())
    # A network that is being taught again has two curves, which must be told apart.
    shown = distinct_titles(
        {**network_titles, **{run.name: run.request.title for run in runs}}, keeping=network_titles
    )
    curves = {run.name: curve_of_run(run, shown[run.name]) for run in runs}
    known = {name: curve for name, curve in curves.items() if curve is not None}
    if not known or room < 1:
        return []
    titles = {name: curve.title for name, curve in known.items()}
    names = choose_several(
        "Trainings without a network yet", titles, CompareKey.TRAININGS, room, what="training"
    )
    return [known[name] for name in names]
