"""Keys of expanders and popovers.

Without a key, the browser identifies a panel by its position on the page, so an open panel closes as soon as
something appears or disappears above it, such as the report of a finished import.
"""

from widgets.shared.widget_keys import WidgetKey


class PanelKey(WidgetKey):
    """Expanders and popovers; the keys of those that belong to a data set, run or network add its name."""

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
    RENAME_DATA_SET = "train-rename-data-set-panel"
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
