"""Explains why some networks that the address names are not compared."""

from collections.abc import Iterable, Mapping

from core.bundles.bundle import Bundle
from core.bundles.hidden import can_be_hidden, hidden_names
from core.bundles.library import Library
from core.comparison.evaluations import MAX_NETWORKS
from core.plurals import listed
from core.preprocessing.preprocessor import Kind
from core.presentation.wording import spelled_out

_KINDS: dict[Kind, str] = {"ink": "drawings", "photo": "photos"}
# An address can name any number of networks; more or longer lines would push the page out of view.
_MAX_NAMED, _MAX_CHARACTERS = 8, 80


def left_out_in_words(
    wanted: Iterable[str], offered: Mapping[str, Bundle], library: Library, kind: Kind
) -> list[str]:
    """Says why requested networks are not compared.

    Args:
        wanted: Names or titles from the address.
        offered: The networks of the kind that can be chosen, by name.
        library: All networks.
        kind: The kind of the compared networks: for drawings, or for photos.

    Returns:
        Sentences, not escaped for Markdown: one for each of the first eight networks that cannot be compared
        here, one that counts the rest, and one that names the first eight of those beyond the maximum, and
        counts the others.
    """
    can_be_chosen = {*offered, *(bundle.title for bundle in offered.values())}
    names = list(dict.fromkeys(name for name in wanted if name.strip()))
    missing = [name for name in names if name not in can_be_chosen]
    sentences = [_why(name, library, kind) for name in missing[:_MAX_NAMED]]
    if len(missing) > _MAX_NAMED:
        sentences.append(f"{len(missing) - _MAX_NAMED:,} more cannot be compared here.")
    found = list(dict.fromkeys(_title(name, offered) for name in names if name in can_be_chosen))
    if len(found) > MAX_NETWORKS:
        sentences.append(
            f"At most {spelled_out(MAX_NETWORKS)} are compared, so these are left out: "
            f"{listed(found[MAX_NETWORKS:], _MAX_NAMED)}."
        )
    return sentences


def _title(name: str, bundles: Mapping[str, Bundle]) -> str:
    return bundles[name].title if name in bundles else name


def _why(name: str, library: Library, kind: Kind) -> str:
    called = library.called(name)
    if not called:
        deleted = [each.title for each in library.deleted if name in (each.name, each.title)]
        title = f'"{(deleted or [name])[0][:_MAX_CHARACTERS]}"'
        if deleted:
            return f"{title} is not compared: it was deleted. The Networks page can bring it back."
        return f"{title} is not compared: there is no such network on this computer."
    known = called[0]
    title = f'"{known.title[:_MAX_CHARACTERS]}"'
    if can_be_hidden(known) and known.name in hidden_names():
        return f"{title} is not compared: it is hidden. The Networks page can show it again."
    return f"{title} is not compared: it reads {_KINDS[known.kind]}, and these read {_KINDS[kind]}."
