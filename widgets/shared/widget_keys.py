"""Keys of widgets: the names by which the session identifies them.

Keys of canvases are in `canvas_keys`, keys of expanders and popovers in `panel_keys`. No other module defines
keys.

The key of a widget that belongs to a data set, run, network or addition contains its name, so that a choice
made for one of them never applies to another.
"""

from enum import StrEnum
from zlib import crc32


class WidgetKey(StrEnum):
    """Keys of widgets; a member may also be the prefix of the keys of several similar widgets."""

    def of(self, name: str, part: str | int | None = None) -> str:
        """Returns the key of one of several similar widgets.

        Args:
            name: Name of what the widget belongs to: a task, photo, data set, run or network.
            part: A part of that, or a serial number; a new serial number gives an empty input.
        """
        return f"{self}-{name}" if part in (None, "") else f"{self}-{name}-{part}"

    def of_now(self, name: str, *content: object) -> str:
        """Returns a key that changes with the content, so that a click on outdated content has no effect."""
        return self.of(name, crc32(repr(content).encode("utf-8", "replace")))


class PageKey(WidgetKey):
    """Widgets that several pages have."""

    ADDRESS_STEP = "address-step"
    UPLOAD_PROGRESS = "upload-progress"


class DrawKey(WidgetKey):
    """Widgets of the Draw page."""

    TASK = "draw-task"
    SOURCE = "draw-source"
    CAMERA = "draw-camera"
    FILE = "draw-file"
    PAGE = "draw-page"
    TURN = "draw-turn"
    ACROSS = "draw-across"
    DOWN = "draw-down"
    DIGIT = "draw-digit"
    SPOKEN = "draw-spoken"
    VIEW = "draw-view"
    EVIDENCE = "draw-evidence"
    NETWORKS = "draw-networks"
    LIVE_PEN = "draw-live-pen"
    PRESENT = "draw-present"
    LEAVE = "draw-leave"
    IDEA = "draw-idea"
    SUGGESTED = "draw-suggested"
    KNOWN = "draw-known"
    SEARCH = "draw-search"
    BEGIN_WITH = "draw-begin-with"
    PUT = "draw-put"
    # Areas of the page, which the style sheet arranges.
    AREAS = "draw-areas"
    HEAD = "draw-head"
    LEFT = "draw-left"
    BOARD = "draw-board"
    STRIP = "draw-strip"
    TOOLS = "draw-tools"
    OFFERS = "draw-offers"
    DETAILS = "draw-details"
    CHOICES = "draw-choices"


class PhotoKey(WidgetKey):
    """Widgets of the Photo page."""

    SOURCE = "photo-source"
    NETWORKS = "photo-networks"
    FILES = "photo-files"
    FOLDER = "photo-folder"
    ZIP = "photo-zip"
    CAMERA = "photo-camera"
    PATH_FORM = "photo-path-form"
    PATH = "photo-path"
    EXAMPLE = "photo-example"
    EXAMPLES = "photo-examples"
    LOOKED = "photo-looked"
    ANSWERS = "photo-answers"
    ANSWERED = "photo-answered"
    SPOKEN = "photo-spoken"
    DECIDER = "photo-decider"
    GROUP_BY = "photo-group-by"
    EVIDENCE = "photo-evidence"
    OPACITY = "photo-opacity"
    CORRECTION = "photo-correction-row"
    CORRECTION_FORM = "photo-correction"
    BATCH = "photo-batch"
    FILTER = "photo-filter"
    SEARCH = "photo-search"
    ROWS = "photo-rows"
    DETAILS = "photo-details"
    # Areas of the page, which the style sheet arranges.
    AREAS = "photo-areas"
    CHOICES = "photo-choices"
    RESULTS = "photo-results"
    MORE = "photo-more"


class CompareKey(WidgetKey):
    """Widgets of the Compare page; most of the names are also parameters of the page's address."""

    VIEW = "compare"
    KIND = "compare-kind"
    NETWORKS = "compare-networks"
    PICTURE = "compare-picture"
    FILE = "compare-file"
    CAMERA = "compare-camera"
    EXAMPLE = "compare-example"
    CHANGE = "compare-change"
    STEP = "step"
    CLASS = "compare-class"
    SLIDER = "compare-slider"
    SOURCE = "compare-source"
    DATA_SET = "compare-data-set"
    ZIP = "compare-zip"
    IMPORT = "compare-import"
    START = "compare-start"
    CANCEL = "compare-cancel"
    RESUME = "compare-resume"
    CANCEL_IMPORT = "compare-cancel-import"
    RESUME_IMPORT = "compare-resume-import"
    RIGHT = "compare-right"
    WRONG = "compare-wrong"
    TRAININGS = "compare-trainings"
    ALONG = "compare-along"
    SORT = "compare-sort"
    FIGURES = "compare-figures"
    ANSWERS = "compare-answers"
    CHANGING = "compare-changing"
    CHOICES = "compare-choices"


class AdditionKey(WidgetKey):
    """Widgets for adding a network."""

    WHICH = "photo-addition-which"
    PRECISION = "photo-addition-precision"
    ADD = "photo-addition-add"
    CANCEL = "photo-addition-cancel"
    RETRY = "photo-addition-retry"
    DISMISS = "photo-addition-dismiss"
    FILE = "photo-addition-file"


class TrainKey(WidgetKey):
    """Widgets of the Train page that do not belong to a single data set, run or network."""

    DATA_SET = "train-data-set"
    SOURCE = "train-source"
    CAMERA = "train-camera"
    CLASS = "train-class"
    ADD = "train-add"
    UPLOAD = "train-upload"
    TARGET = "train-target"
    NEW_TITLE = "train-new-title"
    TAKE_IN = "train-take-in"
    IMPORT = "train-import"
    SCROLL = "train-scroll"
    VIEW = "train-view"
    TRAINING = "training"
    TRIAL = "train-trial"
    TRIAL_FILE = "train-trial-file"
    TRIAL_CAMERA = "train-trial-camera"


class PictureImportKey(WidgetKey):
    """Widgets of one import of pictures."""

    CANCEL = "train-import-cancel"
    RESUME = "train-import-resume"
    DISCARD = "train-import-discard"
    DISMISS = "train-import-dismiss"
    UNDO = "train-import-undo"
    KIND = "train-import-kind"


class DataSetKey(WidgetKey):
    """Widgets of one data set."""

    BROWSED_CLASS = "train-browsed-class"
    PAGE = "train-page"
    TICK = "train-tick"
    ACCEPT = "train-accept"
    MOVE_TO = "train-move-to"
    MOVE = "train-move"
    REMOVE = "train-remove"
    REMOVE_CLASS = "train-remove-class"
    REMOVE_COPIES = "train-remove-copies"
    UNDO = "train-undo-change"
    RESTORE = "train-restore"
    DELETE_FOR_GOOD = "train-delete-for-good"
    CORRECT = "train-correct"
    KIND = "train-kind"
    RENAME_FORM = "train-rename-form"
    RENAME_OLD = "train-rename-old"
    RENAME_NEW = "train-rename-new"
    NAME = "train-data-set-name"
    RENAME = "train-rename-data-set"
    DELETE = "train-delete-data-set"
    TITLE = "train-title"
    EFFORT = "train-effort"
    KNOB = "train-knob"
    TRAIN = "train-start"
    AGAIN = "train-again"
    RUN = "train-run"
    STRATEGY = "train-strategy"
    BACKBONE = "train-backbone"


class RunKey(WidgetKey):
    """Widgets of one run."""

    CONFUSION = "train-confusion"
    CURVE = "train-curve"
    CURVES = "train-both-curves"
    KEEP = "train-keep"
    DISCARD = "train-discard"
    RESUME = "train-resume"
    DELETE = "train-delete-run"
    ACCEPT_ALL = "train-accept-all"


class NetworkKey(WidgetKey):
    """Widgets of one network."""

    TITLE = "network-title"
    RENAME = "network-rename"
    REMOVE = "networks-delete"
    RESTORE = "networks-restore"
    EXPORT = "train-export"
    KNOWN_THINGS = "known-things"
    OPEN = "networks-open"
    HIDE = "networks-hide"
    SHOW = "networks-show"
    DESCRIPTION = "network-description"
    DESCRIBE = "network-describe"
    TIME = "network-time"
    LEAST_CONFIDENCE = "network-least-confidence"
    KEEP = "network-keep-least-confidence"
    FORGET = "network-forget-least-confidence"
    LAYER = "network-layer"
    DRAWING = "network-drawing"


class NetworksKey(WidgetKey):
    """Widgets of the Networks page that belong to no single network, and parameters of its address."""

    VIEW = "view"
    PICTURE = "picture"
    LAYER = "layer"
    BACK = "networks-back"
    OPENED = "networks-opened"
    FIGURES = "networks-figures"
    LAYERS = "networks-layers"
    SOURCES = "networks-sources"


def simple_camera_key(key: str, part: str = "") -> str:
    """Returns the key of Streamlit's own camera that replaces the camera with the given key, or of a part."""
    return f"{key}-simple-{part}" if part else f"{key}-simple"
