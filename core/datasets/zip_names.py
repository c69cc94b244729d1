"""The names in a zip, as the person who made it saw them."""

import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Sequence
from functools import cache

_UTF_8_FLAG = 0x800
_UNICODE_PATH = 0x7075
# The code pages of Windows and DOS, those first that win where several read the names equally well.
_CODE_PAGES = (
    "cp437", "cp850", "cp1252", "cp932", "gb18030", "cp949", "cp950", "cp866", "cp1251", "cp852", "cp1250",
    "cp737", "cp1253", "cp857", "cp1254", "cp862", "cp1255",
)  # fmt: skip
# Where two-byte code pages have their common characters; the rest is rare in names.
_COMMON = {
    "cp932": ((0x889F, 0x9872),),
    "gb18030": ((0xB0A1, 0xD7FE),),
    "cp950": ((0xA440, 0xC67E),),
}
# Letters beyond ASCII in Latin names, the frequent ones first.
_LATIN = "éäöüßèàáíóñçâêîôûúåãøæëïõışğąęłńśźżćčšžřěýůőűùìòœ"
# Syllables that are frequent in Korean.
_HANGUL = (
    "가각간갈감갑강개객거건걸검것게겨격견결경계고곡골곰공과관광괴교구국군굴궁권귀규그극근글금급기긴길김깨꽃꿀끼"
    "나낙난날남납낮내냉너널넓노녹논놀농높누눈뉴는늘능니다단달닭담답당대댁더던덕덜도독돈돌동돼두둑둥드든들등디따때떡또"
    "라락란람랑래량러런럼레려력련령로록론료루류륙률르른를름리린림마막만말망매머먹면멸명모목몬몸못무문물미민밀"
    "바박반발밤밥방배백뱀버번벌범법베벽변별병보복본봄봉부북분불붕브블비빌빛빵사산살삼상새색생서석선설섬성세"
    "소속손송수숙순술숫슈스슬습승시식신실심십싸쓰씨아악안알암압앞애야약양어억언얼엄업에여역연열염엽영예오옥온"
    "올옷와완왕외요용우운울원월위유육은을음읍응의이익인일임입자작잔잠장재쟁저적전절점접정제조족존종좌주죽준중즈즉증지"
    "직진질집징차착찬참창채책처천철청체초촌총추축출춤충취치친칠침카칼커컴코콩쿠크키타탁탄탈탑태터테토통투트특티파판팔패"
    "퍼페편평포폭표품풍프피필하학한할함합항해햄행향허험현혈협형혜호혹혼홍화환활황회효후훈휴흑흙희히힘새폴더사진"
)
_VOWELS = tuple("aeiouyäöüAEIOUYÄÖÜ")
# Their frequent letters first.
_ALPHABETS = {
    "CYRILLIC": "оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфъёіїєґ",
    "GREEK": "αοιετσνηυρπκμλςωγδχθφβξζψάίόέήύώ",
    "HEBREW": "אבגדהוזחטיכלמנסעפצקרשתךםןףץ",
}
# Scripts that are written in one word.
_JAPANESE = ("CJK", "HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA")
_SCRIPTS_OF = dict.fromkeys(_JAPANESE, _JAPANESE)
_MAX_LETTERS = 20_000


def names_of(entries: Sequence[zipfile.ZipInfo]) -> list[str]:
    r"""Reads the names of a zip's entries.

    A zip says only of a name in UTF-8 what it is written in. Others are in the code page of the computer that
    made it: that one is taken in which all names of the zip read most like names.

    Args:
        entries: As `zipfile` reads them.

    Returns:
        Their paths with `/`, also where Windows wrote `\`.

    Source: PKWARE, APPNOTE.TXT 6.3.10, section 4.4.4 and appendix D; Info-ZIP Unicode Path extra field.
    """
    given = [_declared(entry) for entry in entries]
    # `zipfile` reads whatever is not declared as cp437, in which each byte is one letter.
    raw = [
        b"" if name is not None else entry.orig_filename.encode("cp437", "replace")
        for name, entry in zip(given, entries, strict=True)
    ]
    encoding = encoding_of([name for name in raw if not name.isascii()])
    names = [
        declared if declared is not None else undeclared.decode(encoding, "replace")
        for declared, undeclared in zip(given, raw, strict=True)
    ]
    # No name has a character that ends it; what follows it is there to deceive.
    return [name.split("\0")[0].replace("\\", "/") for name in names]


def _declared(entry: zipfile.ZipInfo) -> str | None:
    """Returns a name whose encoding the zip says, or None."""
    if entry.flag_bits & _UTF_8_FLAG:
        return entry.orig_filename
    extra = entry.extra
    while len(extra) >= 4:
        kind, size = struct.unpack_from("<HH", extra)
        field, extra = extra[4 : 4 + size], extra[4 + size :]
        if kind == _UNICODE_PATH and len(field) > 5 and field[0] == 1:
            name = entry.orig_filename.encode("cp437", "replace")
            # Whoever renamed the entry without knowing this field has left the old name in it.
            if struct.unpack_from("<I", field, 1)[0] == zlib.crc32(name):
                try:
                    return field[5:].decode()
                except UnicodeDecodeError:
                    return None
    return None


def encoding_of(names: Sequence[bytes]) -> str:
    """Returns the encoding in which names read most like names.

    Args:
        names: Paths with `/`, of one computer.

    Returns:
        Python's name of it: UTF-8 or a code page of Windows or DOS.
    """
    # A folder's name counts once, however many files are in it.
    parts = list(dict.fromkeys(part for name in names for part in name.split(b"/") if not part.isascii()))
    sample = parts[: 1 + _MAX_LETTERS // max(sum(map(len, parts)) // max(len(parts), 1), 1)]
    best, best_score = "cp437", float("-inf")
    for encoding in ("utf-8", *_CODE_PAGES):
        try:
            texts = [part.decode(encoding) for part in sample]
        except UnicodeDecodeError:
            continue
        if encoding == "utf-8":
            # Hardly a text in another encoding is UTF-8 by chance.
            return encoding
        score = sum(_likeness(text, encoding) for text in texts)
        if score > best_score:
            best, best_score = encoding, score
    return best


def _likeness(text: str, encoding: str) -> float:
    """Says how much a decoded name looks like a name: the more, the likelier; for each byte of it alike."""
    score = 0.0
    before = ""
    for letter in text:
        if not letter.isascii():
            score += _likeness_of(letter, before, encoding)
        elif letter.isalpha() and before.isalpha() and _script(before) != "LATIN":
            # Letters of two scripts in one word.
            score -= 3
        before = letter
    return score


def _likeness_of(letter: str, before: str, encoding: str) -> float:
    script = _script(letter)
    mixed = (
        3.0
        if before.isalpha() and script not in _SCRIPTS_OF.get(_script(before), (_script(before),))
        else 0.0
    )
    within = 3.0 if letter.isupper() and before.islower() else 0.0
    if script == "LATIN":
        rank = _LATIN.find(letter.lower())
        # It never begins a word, and hardly follows a consonant.
        is_odd = letter == "ß" and before not in _VOWELS
        # Two letters with marks hardly follow each other.
        dense = 2.0 if before.isalpha() and not before.isascii() else 0.0
        return (3 - rank / 20 if rank >= 0 and not is_odd else -1.0) - dense - within - mixed
    if script in _ALPHABETS:
        rank = _ALPHABETS[script].find(letter.lower())
        return (2.5 - rank / 30 if rank >= 0 else -0.5) - within - mixed
    if script in ("HIRAGANA", "KATAKANA"):
        return (6.0 if encoding == "cp932" else 1.0) - mixed
    if script == "HANGUL":
        return (6.0 if letter in _HANGUL else 0.5) - mixed
    if script == "CJK":
        code = int.from_bytes(letter.encode(encoding), "big")
        is_common = any(low <= code <= high for low, high in _COMMON.get(encoding, ()))
        return (4.5 if is_common else -1.0) - mixed
    return 0.5 if ord(letter) >= 0x3000 and unicodedata.category(letter)[0] in "PLS" else -6.0


@cache
def _script(letter: str) -> str:
    return unicodedata.name(letter, "").split(" ")[0] if letter.isalpha() else ""
