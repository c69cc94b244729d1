"""Where files are stored, how they are written, and what the operator of this machine allows.

Knows paths, atomic writes, locks, names and downloads. Does not know what is stored: the packages above
use these functions to read and write bundles, data sets and runs.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach(
    __name__,
    submod_attrs={
        "download": ["broke_off", "checksum_of", "opened"],
        "files": [
            "UNFINISHED",
            "delete_folder",
            "is_locked",
            "is_no_file",
            "list_folder",
            "locked",
            "new_folder",
            "read_json",
            "read_regular",
            "replace_folder",
            "sweep",
            "translating_disk_full",
            "translating_os_errors",
            "write_json",
            "write_whole",
        ],
        "kept_time": ["KEPT_DAYS", "begin_keeping", "is_forgotten", "is_kept_no_longer", "kept_no_longer"],
        "leftovers": ["ScratchFolder", "sweep_all"],
        "names": [
            "DEVICE_NAMES",
            "FOLDER_NAME_PATTERN",
            "clean_label",
            "distinct_titles",
            "folder_name",
            "is_folder_name",
            "printable",
            "safe_file_name",
            "title_told_apart",
            "unique_name",
            "without_number",
        ],
        "paths": [
            "SHIPPED",
            "added_bundles",
            "additions_folder",
            "bundle_folders",
            "data_sets_folder",
            "deleted_bundles",
            "evaluations_folder",
            "home",
            "imports_folder",
            "network_settings_folder",
            "own_bundles",
            "path_of",
            "runs_folder",
            "weights_folder",
        ],
        "progress": ["Progress", "no_progress"],
        "reserved_names": ["reserving_name"],
        "settings": [
            "PUBLIC",
            "RAY_ADDRESS",
            "TEACHING",
            "is_asked_locally",
            "is_public",
            "may_read_server_paths",
            "may_teach",
            "ray_address",
            "require_private",
            "require_teaching",
        ],
        "text_files": ["open_whole"],
        "validation": ["fault_in_words", "first_fault"],
        "zip_directory": ["file_entries", "open_zip"],
    },
)
