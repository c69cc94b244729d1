"""Says why files of a source that are neither pictures nor drawings are left out."""

from pathlib import PurePosixPath

from core.datasets.listing import LeftOut
from core.preprocessing.decode import PDF_IN_WORDS

_SPREADSHEETS = (".xls", ".xlsx", ".xlsm", ".ods", ".numbers")
# Files that come with pictures, but that nobody would expect among them.
_DOCUMENTS = {
    *_SPREADSHEETS,
    ".txt", ".md", ".rst", ".pdf", ".doc", ".docx", ".rtf", ".html", ".htm", ".csv", ".tsv", ".json",
    ".jsonl", ".xml", ".yaml", ".yml", ".toml", ".ini", ".cfg", ".log", ".py", ".ipynb", ".r", ".m", ".mat",
    ".sh", ".bat", ".js", ".css", ".license", ".bib", ".sha256", ".md5", ".url", ".lnk", ".db", ".aae",
    ".xmp", ".thm", ".dat", "",
}  # fmt: skip
_ARCHIVES = (".zip", ".rar", ".7z", ".gz", ".bz2", ".xz", ".zst", ".tgz", ".tar")
# Formats that labelling programs use, each in its own way, to say what each picture shows.
_ANNOTATIONS = (".json", ".xml")


def is_document(name: str) -> bool:
    """Returns whether a file, by its name, is one that nobody would expect among pictures."""
    return PurePosixPath(name).suffix.lower() in _DOCUMENTS


def unread(name: str, has_classes: bool = True) -> LeftOut:
    """Returns why a file that is neither a picture nor a stroke file is left out, by its name alone.

    Args:
        name: Path of the file.
        has_classes: Whether any picture in the same source has a class.
    """
    suffix = PurePosixPath(name).suffix.lower()
    if suffix in _ARCHIVES:
        return LeftOut(name, "an archive; unpack it first")
    if suffix in _SPREADSHEETS:
        return LeftOut(name, "a spreadsheet; save it as CSV to have it read as a table", is_picture=False)
    if suffix in _ANNOTATIONS and not has_classes:
        return LeftOut(name, "its classes cannot be read; save them as CSV: file, class", is_picture=False)
    if suffix == ".pdf":
        return LeftOut(name, PDF_IN_WORDS, is_picture=False)
    if is_document(name):
        return LeftOut(name, "not a picture", is_picture=False)
    return LeftOut(name, f"{suffix} files are not supported")


def unread_table(name: str) -> LeftOut:
    """Returns why a table that is about something other than the pictures is left out."""
    return LeftOut(name, "a table without classes for these pictures", is_picture=False)
