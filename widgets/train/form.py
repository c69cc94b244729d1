"""What to train and how: few knobs in sight, the rest under "advanced", each with one line of explanation."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import streamlit as st

from core.datasets.checks import require_trainable
from core.datasets.data_set import DataSet
from core.errors import InklingError
from core.presentation.markdown import escape_markdown
from core.presentation.wording import in_decimals
from core.training.backbones import list_backbones
from core.training.presets import EFFORTS, STRATEGIES, suggest
from core.training.request import SETTINGS, TrainingRequest
from core.training.runs import start_run
from widgets.shared.actions import showing_refusal
from widgets.shared.page_state import train_state, widget_value
from widgets.shared.panel_keys import PanelKey
from widgets.shared.widget_keys import DataSetKey


def show_training_form(data_set: DataSet) -> None:
    """Shows the choices and the button that starts."""
    try:
        require_trainable(data_set)
    except InklingError as error:
        st.info(f"Before training: {escape_markdown(error.sentence)}", icon=":material/info:")
        return
    backbones = list_backbones(data_set.kind)
    # Where a better network to build on has come, both choices begin anew.
    best = backbones[0].name if backbones else ""
    strategy_key = DataSetKey.STRATEGY.of(data_set.name, best)
    title = st.text_input(
        "Name of the network", data_set.title, max_chars=60, key=DataSetKey.TITLE.of(data_set.name)
    )
    effort = st.segmented_control(
        "Training effort",
        EFFORTS,
        default="Normal",
        required=True,
        key=DataSetKey.EFFORT.of(data_set.name),
        # From scratch, each epoch draws its own variations.
        disabled=widget_value(strategy_key) == "scratch" or not backbones,
        help="How many variations of each picture it looks at. Careful takes longer, and helps with few.",
    )
    with st.expander("Training method", icon=":material/alt_route:", key=PanelKey.STRATEGY.of(data_set.name)):
        strategies = [name for name in STRATEGIES if backbones or name == "scratch"]
        strategy = st.radio(
            "Training method",
            strategies,
            format_func=lambda name: STRATEGIES[name][0],
            captions=[STRATEGIES[name][1] for name in strategies],
            label_visibility="collapsed",
            key=strategy_key,
        )
        by_name = {backbone.name: backbone for backbone in backbones}
        base = st.selectbox(
            "Build on",
            list(by_name),
            format_func=lambda name: by_name[name].title,
            disabled=strategy == "scratch",
            key=DataSetKey.BACKBONE.of(data_set.name, best),
        )
    suggestion = suggest(data_set, title.strip(), strategy, base, effort or "Normal")
    request = _advanced(
        replace(suggestion.request, bundle=title.strip()), f"{effort}-{strategy}-{base or ''}"
    )
    st.caption(escape_markdown(suggestion.reason))
    key = DataSetKey.TRAIN.of(data_set.name)
    if st.button("Train", type="primary", icon=":material/school:", width="stretch", key=key):
        with showing_refusal():
            train_state().asked_run = start_run(request).name
            st.rerun()


def _advanced(request: TrainingRequest, choices: str) -> TrainingRequest:
    """Shows the knobs that few need; returns the request with what they are set to.

    Args:
        request: What is suggested, where the knobs begin.
        choices: What some suggestions depend on: with other choices, their knobs begin anew.
    """

    def key(name: str, choices: str = "") -> str:
        return DataSetKey.KNOB.of(request.data_set, f"{name}-{choices}" if choices else name)

    counting = SETTINGS[request.strategy]
    epochs = request.epochs
    if "epochs" in counting:
        epochs = st.slider(
            "Epochs",
            5,
            200,
            request.epochs,
            key=key("epochs", choices),
            help="At most so many times over all pictures.",
        )
    with st.expander("Advanced", icon=":material/tune:", key=PanelKey.ADVANCED.of(request.data_set)):
        description = st.text_input(
            "A line about it", placeholder="Optional", max_chars=200, key=key("description")
        )
        rate, batch = _steps(request, counting, choices, key)
        augmentations = request.augmentations
        if "augmentations" in counting:
            augmentations = st.slider(
                "Variations",
                1,
                64,
                request.augmentations,
                key=key("augmentations", choices),
                help="Of each picture: turned, cut, mirrored, lighter or darker.",
            )
        test = round(request.test_share * 100)
        if "test_share" in counting:
            test = st.slider(
                "Held back for the test",
                10,
                40,
                round(request.test_share * 100),
                key=key("test-share"),
                format="%d %%",
                help="The share of each class that is never trained on, so that the figures are honest.",
            )
        seed = st.number_input(
            "Seed",
            0,
            10_000,
            request.seed,
            key=key("seed"),
            help="The start of all chance: the same seed gives the same network.",
        )
    return replace(
        request,
        description=description.strip(),
        epochs=epochs,
        learning_rate=rate,
        batch_size=batch,
        augmentations=augmentations,
        test_share=test / 100,
        seed=seed,
    )


def _steps(
    request: TrainingRequest, counting: Sequence[str], choices: str, key: Callable[[str, str], str]
) -> tuple[float, int]:
    """Shows how Keras learns, step by step; returns the learning rate and the batch size."""
    rate, batch = request.learning_rate, request.batch_size
    if "learning_rate" in counting:
        rate = st.select_slider(
            "Learning rate",
            [1e-5, 3e-5, 1e-4, 3e-4, 1e-3, 3e-3, 1e-2],
            request.learning_rate,
            key=key("learning-rate", choices),
            format_func=in_decimals,
            help="How large the steps are. Too large jumps about, too small does not arrive.",
        )
    if "batch_size" in counting:
        batch = st.select_slider(
            "Batch size",
            [8, 16, 32, 64, 128],
            request.batch_size,
            key=key("batch-size", ""),
            help="Pictures looked at before each step.",
        )
    return rate, batch
