"""Choices that several pages offer: the task, the source of pictures, and the networks."""

from collections.abc import Iterable, Mapping
from datetime import date

import streamlit as st

from core.bundles.bundle import Bundle
from core.bundles.hidden import visible
from core.bundles.library import read_library
from core.inference.classifier import Classifier
from core.inference.whole_numbers import NUMBERS_TASK
from core.presentation.markdown import escape_markdown
from widgets.shared.address_choice import LabelVisibility, choose_in_address
from widgets.shared.address_memory import begin_with_address, current_choice, note_choices, remembering
from widgets.shared.failures import leave_out_failed
from widgets.shared.models import classifier
from widgets.shared.page_state import photo_state, set_widget
from widgets.shared.widget_keys import DrawKey, PhotoKey

# The task for the user's own drawings, offered once there is a network for it.
OWN = "own drawings"
TASKS = {NUMBERS_TASK: "Digits", "animals": "Six animals", "sketches": "345 things", OWN: "Yours"}
SOURCES = {
    "canvas": ":material/draw: Draw",
    "file": ":material/upload: Upload",
    "camera": ":material/photo_camera: Camera",
}
# The browser sends the first; the second is read in place, on the computer that Inkling runs on.
UPLOADED_FOLDER = ":material/drive_folder_upload: Upload a folder"
FOLDER_BY_PATH = ":material/dns: Folder on this computer, by its path"
# More than these are hard to compare. People's own networks seldom know the same things, so one is enough
# there.
FIRST_NETWORKS, FIRST_OWN_NETWORKS = 3, 1


def choose_task() -> str:
    """Shows the tasks; returns the chosen one, which the page's address preserves across a reload."""
    tasks = {task: title for task, title in TASKS.items() if task != OWN or read_library().for_task(OWN)}
    return choose_in_address(
        DrawKey.TASK, "What do you want to draw?", tasks, "kind of drawings", "collapsed"
    )


def current_source() -> str:
    """Returns the source of a drawing that `choose_drawing_source` will show as selected."""
    first = next(iter(SOURCES))
    return next(iter(current_choice(DrawKey.SOURCE, DrawKey.SOURCE, SOURCES, [first])), first)


def choose_drawing_source() -> str:
    """Shows the sources of a drawing; returns the chosen one, which the page's address keeps."""
    return choose_in_address(DrawKey.SOURCE, "How?", SOURCES, "source of drawings", "collapsed")


def choose_source(
    key: str,
    question: str,
    sources: Mapping[str, str],
    label_visibility: LabelVisibility = "visible",
    begin: str | None = "",
) -> str:
    """Shows the sources that pictures can come from; returns the chosen source.

    Args:
        key: Key of the widget.
        question: Label of the widget.
        sources: Titles of the sources, by name.
        label_visibility: Whether the label is visible.
        begin: The source to begin with; by default, or if it is unknown, the first. None if the choice was
            just set, in which case Streamlit warns about a default.
    """
    first = begin if begin and begin in sources else next(iter(sources))
    chosen = st.segmented_control(
        question,
        list(sources),
        format_func=sources.__getitem__,
        default=None if begin is None else first,
        required=True,
        key=key,
        label_visibility=label_visibility,
        persist_state="session",
    )
    return chosen or first


def choose_drawing_networks(task: str) -> list[Classifier]:
    """Shows the networks that can be compared for a task; returns the chosen ones."""
    offered = visible(read_library().for_task(task))
    bundles = {bundle.name: bundle for bundle in offered if bundle.kind == "ink"}
    if not bundles:
        st.warning("There is no network for this, or all of them are hidden. See the Networks page.")
    key, first = DrawKey.NETWORKS.of(task), _first_to_compare(task, bundles)
    titles = {name: bundle.title for name, bundle in bundles.items()}
    names = st.pills(
        "Networks to compare",
        list(bundles),
        # Unlike the options of a drop-down list, pills are rendered as Markdown.
        format_func=lambda name: escape_markdown(titles[name]),
        default=begin_with_address(key, key, titles, first),
        selection_mode="multi",
        key=key,
        on_change=remembering(key, key),
    )
    note_choices(key, titles, "network", names, first)
    return _loaded(bundles, names)


def choose_photo_networks() -> list[Classifier]:
    """Shows the networks for photos that can be compared; returns the chosen ones."""
    bundles = _photo_bundles()
    key, first = PhotoKey.NETWORKS, first_for_photos(bundles)
    titles = {name: bundle.title for name, bundle in bundles.items()}
    has_joined = _join_new(bundles)
    begin = begin_with_address(key, key, titles, first)
    names = st.multiselect(
        "Networks to compare",
        list(bundles),
        format_func=titles.__getitem__,
        # Streamlit warns about a widget that has both a default and a value set through the session.
        default=None if has_joined else begin,
        # In a narrow column, names on a single line would be cut off.
        wrap=True,
        placeholder="Choose one or more",
        key=key,
        on_change=remembering(key, key),
    )
    note_choices(key, titles, "network", names, first)
    photo_state().chosen = names
    return _loaded(bundles, names)


def _photo_bundles() -> dict[str, Bundle]:
    return {
        bundle.name: bundle for bundle in visible(read_library().bundles.values()) if bundle.kind == "photo"
    }


def _join_new(bundles: Mapping[str, Bundle]) -> bool:
    """Also selects networks taught or added since the page was last shown; returns whether there are any."""
    state = photo_state()
    new = [name for name in _trusted(bundles) if name not in state.offered]
    has_joined = bool(state.offered and new)
    if has_joined:
        set_widget(PhotoKey.NETWORKS, [*(name for name in state.chosen if name in bundles), *new])
    state.offered = set(bundles)
    return has_joined


def chosen_photo_networks() -> list[Classifier]:
    """Returns the chosen networks for photos; can be called before the choice is shown."""
    bundles, key = _photo_bundles(), PhotoKey.NETWORKS
    titles = {name: bundle.title for name, bundle in bundles.items()}
    return _loaded(bundles, current_choice(key, key, titles, first_for_photos(bundles)))


def _loaded(bundles: Mapping[str, Bundle], names: Iterable[str]) -> list[Classifier]:
    return leave_out_failed([bundles[name] for name in names if name in bundles], classifier)[1]


def newest_first(bundles: Iterable[Bundle]) -> dict[str, Bundle]:
    """Returns networks by name, newest first: by the card's date, then by when the files were written."""

    def age(bundle: Bundle) -> tuple[date, float]:
        try:
            # The time of `labels.txt`, because renaming a network rewrites its card.
            written = (bundle.folder / "labels.txt").stat().st_mtime
        except OSError:
            # It was deleted after the library was read.
            written = 0.0
        return bundle.card.date, written

    return {bundle.name: bundle for bundle in sorted(bundles, key=age, reverse=True)}


def _first_to_compare(task: str, bundles: Mapping[str, Bundle]) -> list[str]:
    """Returns the names of the networks selected at first: a few of those that know the most things."""
    trusted = _trusted(bundles)
    if task == OWN:
        return trusted[:FIRST_OWN_NETWORKS]
    most = max((len(bundles[name].labels) for name in trusted), default=0)
    return [name for name in trusted if len(bundles[name].labels) == most][:FIRST_NETWORKS]


def first_for_photos(bundles: Mapping[str, Bundle]) -> list[str]:
    """Returns the names of the newest few networks, including the one that knows the most things."""
    names = _trusted(newest_first(bundles.values()))
    widest = max(names, key=lambda name: len(bundles[name].labels), default=None)
    if widest is None or widest in names[:FIRST_NETWORKS]:
        return names[:FIRST_NETWORKS]
    return [*names[: FIRST_NETWORKS - 1], widest]


def _trusted(bundles: Mapping[str, Bundle]) -> list[str]:
    """Returns the names of the networks that were not imported; only the user may select an imported one."""
    return [name for name, bundle in bundles.items() if not bundle.is_imported]
