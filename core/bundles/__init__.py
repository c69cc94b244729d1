"""The bundle format, the library of bundles, and how one comes in and goes out.

A bundle is a folder that holds everything about one network, as data and never as code. Knows how its
pictures are prepared; does not know what its logits mean to people, nor how it was trained.
"""

from core.bundles.additions import start_adding
from core.bundles.applications import APPLICATIONS
from core.bundles.bundle import Bundle, read_bundle, write_bundle
from core.bundles.bundle_export import bundle_zip
from core.bundles.bundle_import import import_bundle
from core.bundles.card import Card, CardDraft
from core.bundles.library import Library, delete_bundle, read_library

__all__ = [
    "APPLICATIONS",
    "Bundle",
    "Card",
    "CardDraft",
    "Library",
    "bundle_zip",
    "delete_bundle",
    "import_bundle",
    "read_bundle",
    "read_library",
    "start_adding",
    "write_bundle",
]
