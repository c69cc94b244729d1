"""Where things lie, how they are written, and what the operator of this machine allows.

Knows paths, whole files, locks, names and downloads. Does not know what is stored: bundles, data sets and
runs are read and written by the packages above, with these means.
"""

from core.storage.files import delete_folder, locked, read_json, replace_folder, write_json, write_whole
from core.storage.names import clean_label, folder_name
from core.storage.paths import home
from core.storage.settings import is_public, require_private

__all__ = [
    "clean_label",
    "delete_folder",
    "folder_name",
    "home",
    "is_public",
    "locked",
    "read_json",
    "replace_folder",
    "require_private",
    "write_json",
    "write_whole",
]
