"""The inside of a network: its layers, the filters of the first layer, and the feature maps of a picture."""

import numpy as np
import streamlit as st

from core.bundles.bundle import Bundle
from core.bundles.layer_values import first_filters, layer_output
from core.bundles.layers import Layer, first_weighted, read_layers
from core.errors import InklingError
from core.plurals import counted
from core.preprocessing.canvas_format import from_canvas
from core.preprocessing.example_photos import read_example_photos
from core.preprocessing.image_source import ImageSource
from core.preprocessing.labelled_drawings import labelled_drawing
from core.presentation.cards_html import cards_html
from core.presentation.layer_pictures import MAX_FILTERS, feature_map_sheet, filter_sheet
from core.presentation.layer_wording import (
    features_shown_in_words,
    layer_sentence,
    layer_title,
    layers_table,
)
from core.presentation.markdown import escape_markdown
from core.storage.files import read_regular
from widgets.shared.address_choice import select_in_address
from widgets.shared.address_memory import write_address
from widgets.shared.models import identity
from widgets.shared.page_state import draw_state
from widgets.shared.widget_keys import NetworkKey, NetworksKey

MAX_MODEL_BYTES = 512 * 2**20
_CACHED = 16
_WHOLE_TABLE, _TABLE_PX = 8, 420
_MAX_SHOWN = 300
OWN_DRAWING = "What is on the canvas of the Draw page"


def show_layers(bundle: Bundle) -> None:
    """Shows a network layer by layer."""
    try:
        content = read_regular(bundle.folder / "model.tflite", MAX_MODEL_BYTES)
        layers = _layers(*identity(bundle), content)
    except (InklingError, OSError):
        st.info("Its layers cannot be read: its file has an unusual format.", icon=":material/info:")
        return
    st.markdown("**Layer by layer**")
    st.caption(
        "A picture comes in at the top; each layer computes new numbers from those of the layers before it; "
        "at the bottom is one number for each class. Parameters: the numbers that a layer has learned. "
        "Where a layer scales its numbers by a learned amount, that is counted with it."
    )
    is_long = len(layers) > _WHOLE_TABLE
    with st.container(height=_TABLE_PX if is_long else "content", border=False, key=NetworksKey.LAYERS):
        st.html(cards_html(layers_table(layers[:_MAX_SHOWN]), f"The layers of {bundle.title}"))
    if len(layers) > _MAX_SHOWN:
        st.caption(f"The first {_MAX_SHOWN} of {len(layers):,} layers are shown.")
    left, right = st.columns(2, gap="large")
    with left:
        _show_filters(bundle, content, layers)
    with right:
        _show_feature_maps(bundle, content, layers)


def _show_filters(bundle: Bundle, content: bytes, layers: list[Layer]) -> None:
    st.markdown("**What the first layer looks for**")
    first = first_weighted(layers)
    filters = None
    if first is not None:
        try:
            filters = first_filters(content, first, bundle.card.input.size)
        except InklingError as error:
            st.caption(escape_markdown(error.sentence))
    if first is None or filters is None:
        st.caption("Its first layer does not look at the picture itself, so there are no filters to show.")
        return
    count, height, width, channels = filters.shape
    st.image(
        filter_sheet(filters),
        width="stretch",
        alt=f"The {min(count, MAX_FILTERS)} filters of the first layer, each {height} x {width} pixels.",
    )
    colors = (
        "Each is drawn in the colours that it responds to."
        if channels == 3
        else "Blue: ink here speaks for it. Orange: ink here speaks against it."
    )
    more = f" The first {MAX_FILTERS} of {count:,} are shown." if count > MAX_FILTERS else ""
    st.caption(
        f"Filter: a small pattern that the layer looks for at every place of the picture. {colors}{more}"
    )


@st.fragment
def _show_feature_maps(bundle: Bundle, content: bytes, layers: list[Layer]) -> None:
    st.markdown("**What a layer makes of a picture**")
    spatial = {
        layer_title(layer, number): layer
        for number, layer in enumerate(layers, 1)
        if len(layer.output) == 3 and layer.output[0] > 1
    }
    pictures = _pictures(bundle)
    if not spatial or not pictures:
        st.caption("None of its layers keeps positions in the picture, so there are no feature maps to show.")
        return
    with st.container(horizontal=True):
        name = select_in_address(
            NetworkKey.DRAWING.of(bundle.name), NetworksKey.PICTURE, "Picture", list(pictures), "picture"
        )
        # Layers before the first one with weights only convert the picture, so that one is chosen at first.
        first = next((each for each in spatial if spatial[each].weights_shape), None)
        title = select_in_address(
            NetworkKey.LAYER.of(bundle.name), NetworksKey.LAYER, "Layer", list(spatial), "layer", first
        )
    write_address()
    layer = spatial[title]
    try:
        frame = bundle.preprocessor.or_blank(pictures[name].content())
        maps = layer_output(content, layer, bundle.preprocessor.scaled(frame))
    except InklingError as error:
        st.caption(escape_markdown(error.sentence))
        return
    sheet, shown = feature_map_sheet(maps)
    st.image(
        _seen(frame), width=96, caption="What it sees", alt=f"The picture of {name} as the network sees it."
    )
    st.image(
        sheet,
        width="stretch",
        alt=f"{counted(len(shown), 'feature map')} of the layer {title} for a picture of {name}.",
    )
    st.caption(
        f"Feature map: where in the picture one feature of the layer was found; the darker, the more. "
        f"{escape_markdown(f'{layer_sentence(layer)} {features_shown_in_words(layer, len(shown))}')}"
    )


def _pictures(bundle: Bundle) -> dict[str, ImageSource]:
    """Returns the pictures to choose from, by name: example photos, or the user's drawing and examples."""
    if bundle.kind == "photo":
        return {photo.label or photo.name: photo for photo in read_example_photos()}
    own = draw_state().drawings.get(bundle.task)
    drawings = {OWN_DRAWING: from_canvas({"objects": own.objects})} if own is not None and own.objects else {}
    for label in bundle.labels:
        if (strokes := labelled_drawing(label)) is not None:
            drawings[label] = strokes
    if not drawings and (strokes := labelled_drawing("cat")) is not None:
        drawings["cat"] = strokes
    return {name: ImageSource(name, lambda s=strokes: s) for name, strokes in drawings.items()}  # type: ignore[misc]


def _seen(frame: np.ndarray) -> np.ndarray:
    return frame if frame.ndim == 3 else (255 - frame * 255).astype(np.uint8)


@st.cache_data(max_entries=_CACHED, show_spinner=False)
def _layers(name: str, card_sha256: str, _content: bytes) -> list[Layer]:
    return read_layers(_content)
