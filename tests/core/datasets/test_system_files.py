"""System files are recognised by name, and users' files with similar names are not mistaken for them."""

import pytest

from core.datasets.system_files import is_system_file, is_system_folder, system_files


@pytest.mark.parametrize(
    "path",
    [
        "__MACOSX/set/._a.jpg",
        "set/._a.jpg",
        "set/.DS_Store",
        "cats/@eaDir/a.jpg",
        "cats/@eaDir/a.jpg/SYNOPHOTO_THUMB_M.jpg",
        "$RECYCLE.BIN/S-1/a.jpg",
        "System Volume Information/x",
        "#recycle/a.jpg",
        "cats/.ipynb_checkpoints/a-checkpoint.jpg",
        "cats/Thumbs.db",
        "cats/desktop.ini",
        ".git/objects/a",
        ".Trash-1000/files/a.jpg",
        ".Trashes/a.jpg",
        ".@__thumb/a.jpg",
        "lost+found/a",
        "cats/Icon\r",
        "~$table.xlsx",
    ],
)
def test_of_systems(path):
    assert is_system_file(path)


@pytest.mark.parametrize(
    "path", [".net/a.jpg", "C#/a.jpg", "cats/a.jpg", "recycle/a.jpg", ".a.jpg", "@home/a.jpg"]
)
def test_of_people(path):
    assert not is_system_file(path)


def test_folders_are_known_in_any_letter_case():
    assert is_system_folder("$Recycle.Bin")
    assert not is_system_folder("recycle bins")


@pytest.mark.parametrize(
    ("paths", "added"),
    [
        ([], set()),
        (["a.jpg", ".DS_Store"], {".DS_Store"}),
        (["a.jpg", ".cache/b.jpg"], {".cache/b.jpg"}),
        (
            ["root/.cache/set/cat/1.jpg", "root/.cache/set/dog/2.jpg", "root/.cache/set/.DS_Store"],
            {"root/.cache/set/.DS_Store"},
        ),
        (
            ["/root/.cache/set/1.jpg", "/root/.cache/set/.git/x", "__MACOSX/root/.cache/set/._1.jpg"],
            {"/root/.cache/set/.git/x", "__MACOSX/root/.cache/set/._1.jpg"},
        ),
        (["u/.cache/1.jpg"], set()),
        (
            ["cats/@eaDir/a.jpg/S.jpg", "cats/@eaDir/b.jpg/S.jpg"],
            {"cats/@eaDir/a.jpg/S.jpg", "cats/@eaDir/b.jpg/S.jpg"},
        ),
        (["__MACOSX/1.jpg"], {"__MACOSX/1.jpg"}),
        ([".DS_Store"], {".DS_Store"}),
    ],
)
def test_a_hidden_folder_that_all_lies_in_is_a_persons(paths, added):
    assert system_files(paths) == added
