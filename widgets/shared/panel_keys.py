"""Keys of what opens and closes: expanders and popovers.

Without a key, the browser tells one from others by its place on the page: it closes as soon as something
comes or goes above it, as the report of an import that has ended.
"""

from widgets.shared.widget_keys import WidgetKey


class PanelKey(WidgetKey):
    """Expanders and popovers; those that belong to a data set, a run or a network have its name."""

    NUMBERS = "numbers-panel"
    RENAME_NETWORK = "rename-network-panel"
    DELETE_NETWORK = "delete-network-panel"
    DESCRIBE_NETWORK = "describe-network-panel"
    KNOWN_THINGS = "known-things-panel"
    ADJUST = "draw-adjust-panel"
    STRATEGY = "train-strategy-panel"
    ADVANCED = "train-advanced-panel"
    LOG = "train-log-panel"
    IMPORT_NETWORK = "train-import-network-panel"
    LEFT_OUT = "train-left-out-panel"
    BROWSE = "train-browse-panel"
    TOOLS = "train-tools-panel"
    FINDING = "train-finding-panel"
    FINDING_FILES = "train-finding-files-panel"
    REMOVE_COPIES = "train-remove-copies-panel"
    REMOVE_TICKED = "train-remove-ticked-panel"
    REMOVE_CLASS = "train-remove-class-panel"
    DELETE_DATA_SET = "train-delete-data-set-panel"
    DELETE_FOR_GOOD = "train-delete-for-good-panel"
    DELETED_DATA_SETS = "train-deleted-data-sets-panel"
    ACCEPT_ALL = "train-accept-all-panel"
    DELETE_RUN = "train-delete-run-panel"
    ADD_NETWORK = "photo-add-network-panel"
    ADD_FROM_FILE = "photo-add-from-file-panel"
    SEEN = "photo-seen-panel"
    PAIRS = "compare-pairs-panel"
    COLUMNS = "compare-columns-panel"
