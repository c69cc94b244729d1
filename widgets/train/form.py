"""The training form: a few settings in view, the rest in expanders, most with a one-line explanation.

What is set for a data set stays when the page is left, until the session starts a training of that data set.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import streamlit as st

from core.datasets.checks import require_trainable
from core.datasets.data_set import DataSet
from core.datasets.store import read_data_set
from core.errors import InklingError
from core.presentation.markdown import escape_markdown
from core.presentation.wording import in_decimals
from core.training.backbones import list_backbones
from core.training.presets import EFFORTS, STRATEGIES, Suggestion, strategy_in_words, suggest
from core.training.request import SETTINGS, TrainingRequest
from core.training.runs import list_runs, start_run
from widgets.shared.actions import action_button
from widgets.shared.page_state import TrainState, train_state, value_at_click, widget_value
from widgets.shared.panel_keys import PanelKey
from widgets.shared.widget_keys import DataSetKey
from widgets.train.choices import runs_of


@dataclass(frozen=True)
class _Form:
    """A training form, whose widgets have keys of their own.

    Attributes:
        data_set: The data set.
        best: Name of the best network to build on; empty if there is none. When a better one appears, the
            choices of the strategy and the network start over.
        number: How many trainings of the data set this session has started; each gives the page a new form.
    """

    data_set: DataSet
    best: str
    number: int

    def key(self, key: DataSetKey, *parts: str) -> str:
        """Returns the key of one of the form's widgets."""
        return key.of(self.data_set.name, "-".join((*parts, str(self.number))))

    def knob_key(self, request: TrainingRequest, setting: str, choices: str) -> str:
        """Returns the key of a setting; where the suggestion depends on the choices, it changes with both."""
        name = setting.replace("_", "-")
        if setting not in ("epochs", "learning_rate", "augmentations"):
            return self.key(DataSetKey.KNOB, name)
        return self.key(DataSetKey.KNOB, name, choices, f"{getattr(request, setting):g}")


def show_training_form(data_set: DataSet) -> None:
    """Shows the training form, or where to look if the data set cannot be trained on yet."""
    try:
        require_trainable(data_set)
    except InklingError:
        # The checks say what is missing and show the pictures concerned.
        st.info("Before you can train, see **2. Check your data**.", icon=":material/info:")
        return
    backbones = list_backbones(data_set.kind)
    state = train_state()
    best = backbones[0].name if backbones else ""
    form = _Form(data_set, best, state.trainings_started[data_set.name])
    strategy_key = form.key(DataSetKey.STRATEGY, best)
    st.text_input(
        "Name of the network",
        data_set.title,
        max_chars=60,
        key=form.key(DataSetKey.TITLE),
        persist_state="session",
    )
    st.segmented_control(
        "Training effort",
        EFFORTS,
        default="Normal",
        required=True,
        key=form.key(DataSetKey.EFFORT),
        persist_state="session",
        # Training from scratch creates new variations in each epoch instead.
        disabled=widget_value(strategy_key) == "scratch" or not backbones,
        help="How many variations of each picture are used. Careful takes longer, and rarely makes the "
        "network better.",
    )
    with st.expander("Training method", icon=":material/alt_route:", key=PanelKey.STRATEGY.of(data_set.name)):
        strategies = [name for name in STRATEGIES if backbones or name == "scratch"]
        st.radio(
            "Training method",
            strategies,
            format_func=lambda name: escape_markdown(strategy_in_words(name, data_set.kind)[0]),
            captions=[escape_markdown(strategy_in_words(name, data_set.kind)[1]) for name in strategies],
            label_visibility="collapsed",
            key=strategy_key,
            persist_state="session",
        )
        by_name = {backbone.name: backbone for backbone in backbones}
        st.selectbox(
            "Build on",
            list(by_name),
            format_func=lambda name: by_name[name].title,
            disabled=widget_value(strategy_key) == "scratch",
            key=form.key(DataSetKey.BACKBONE, best),
            persist_state="session",
        )
    suggestion, choices = _suggested(form, widget_value)
    _show_advanced(form, suggestion.request, choices)
    st.caption(escape_markdown(suggestion.reason))
    action_button(
        "Train",
        partial(_start, state, form),
        type="primary",
        icon=":material/school:",
        width="stretch",
        key=DataSetKey.TRAIN.of(data_set.name),
    )


def _suggested(form: _Form, read: Callable[[str], Any]) -> tuple[Suggestion, str]:
    """Returns the suggestion for the current choices, and the choices that some of its settings depend on.

    Args:
        form: The form.
        read: Returns the value of a widget by its key.
    """
    title = (read(form.key(DataSetKey.TITLE)) or "").strip()
    effort = read(form.key(DataSetKey.EFFORT))
    strategy = read(form.key(DataSetKey.STRATEGY, form.best))
    # Its list is disabled then, and keeps its value.
    base = None if strategy == "scratch" else read(form.key(DataSetKey.BACKBONE, form.best))
    suggestion = suggest(form.data_set, title, strategy, base, effort or "Normal")
    named = replace(suggestion, request=replace(suggestion.request, bundle=title))
    return named, f"{effort}-{strategy}-{base or ''}"


def _start(state: TrainState, form: _Form) -> None:
    """Starts a training with the settings at the click, unless one of this data set is already under way."""
    data_set = form.data_set
    # Another tab may have deleted the data set, or pictures that training needs.
    require_trainable(read_data_set(data_set.name))
    if any(run.is_under_way for run in runs_of(data_set, list_runs())):
        return
    suggestion, choices = _suggested(form, value_at_click)
    state.asked_run = start_run(_as_set(form, suggestion.request, choices)).name
    state.trainings_started[data_set.name] += 1


def _as_set(form: _Form, request: TrainingRequest, choices: str) -> TrainingRequest:
    """Returns the suggested request, changed to the values of the settings that were shown."""
    changes = {}
    for setting in ("description", *SETTINGS[request.strategy]):
        value = value_at_click(form.knob_key(request, setting, choices))
        if value is not None:
            changes[setting] = value
    if "description" in changes:
        changes["description"] = changes["description"].strip()
    if "test_share" in changes:
        changes["test_share"] /= 100
    return replace(request, **changes)


def _show_advanced(form: _Form, request: TrainingRequest, choices: str) -> None:
    """Shows the settings that few users need.

    Args:
        form: The form.
        request: The suggested request, which gives the initial values.
        choices: The choices that some suggestions depend on.
    """

    def key(setting: str) -> str:
        return form.knob_key(request, setting, choices)

    counting = SETTINGS[request.strategy]
    if "epochs" in counting:
        st.slider(
            "Epochs",
            5,
            200,
            request.epochs,
            key=key("epochs"),
            persist_state="session",
            help="The maximum number of passes over all pictures.",
        )
    with st.expander("Advanced", icon=":material/tune:", key=PanelKey.ADVANCED.of(request.data_set)):
        st.text_input(
            "One-line description",
            placeholder="Optional",
            max_chars=200,
            key=key("description"),
            persist_state="session",
        )
        _show_steps(request, counting, key)
        if "augmentations" in counting:
            st.slider(
                "Variations",
                1,
                64,
                request.augmentations,
                key=key("augmentations"),
                persist_state="session",
                help="Variations of each picture: drawings are rotated and bent; photos are cropped, "
                "mirrored, and made lighter or darker.",
            )
        if "test_share" in counting:
            st.slider(
                "Held back for the test",
                10,
                40,
                round(request.test_share * 100),
                key=key("test_share"),
                persist_state="session",
                format="%d %%",
                help="The share of each class that is never trained on, so that the figures are honest.",
            )
        st.number_input(
            "Seed",
            0,
            10_000,
            request.seed,
            key=key("seed"),
            persist_state="session",
            help="The starting value for random choices: the same seed gives the same network.",
        )


def _show_steps(request: TrainingRequest, counting: Sequence[str], key: Callable[[str], str]) -> None:
    """Shows the settings of the gradient descent in Keras: learning rate and batch size."""
    if "learning_rate" in counting:
        st.select_slider(
            "Learning rate",
            [1e-5, 3e-5, 1e-4, 3e-4, 1e-3, 3e-3, 1e-2],
            request.learning_rate,
            key=key("learning_rate"),
            persist_state="session",
            format_func=in_decimals,
            help="How large the steps are. Steps that are too large overshoot; steps that are too small "
            "take too long.",
        )
    if "batch_size" in counting:
        st.select_slider(
            "Batch size",
            [8, 16, 32, 64, 128],
            request.batch_size,
            key=key("batch_size"),
            persist_state="session",
            help="The number of pictures per step.",
        )
