"""Guesses the code page of names or words that do not declare it, from all of them together.

Each language is modelled by rough frequencies of its letters. The code page chosen is the one whose decoded
letters are, taken together, more likely in some language than those of any other code page in any language.
"""

import codecs
import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from core.storage.names import clean_label

UNKNOWN = "cp437"
# The best reading leaves no doubt if it is this many bits more likely than the next one.
_SURE_BITS = 4.0
# How much is examined: long texts tell no more than their beginnings. A letter that is cut in two is dropped.
_MAX_CHARACTERS, _MAX_WORD_BYTES = 5_000, 1_000
# Bits of a random byte beyond ASCII.
_BYTE_BITS = 7.0
# How many times rarer the last letter of an alphabet is than the first, and at most each than the previous.
_RANGE_OF_FREQUENCY, _MAX_STEP = 25.0, 1.3
_OTHER_LANGUAGE_BITS, _FOREIGN_BITS, _PUNCTUATION_BITS, _COLLISION_BITS = 0.0, -8.0, -1.0, -20.0
_RARE_PAGE_BITS = -2.0
# These bytes are never part of a multi-byte letter, except of very rare ones.
_BETWEEN_WORDS = re.compile(rb"[\x00-\x3f]+")
_PUNCTUATION = frozenset(
    "\u2018\u2019\u201c\u201d\u201e\u2013\u2014\u00ab\u00bb\u00b0\u00a7\u20ac\u00b7\u2022\u00bf\u00a1\u00ba\u00aa"
)


@dataclass(frozen=True)
class _Group:
    """Languages that share code pages.

    Attributes:
        pages: Code pages of DOS and Windows, most likely first.
        rare_pages: Mostly code pages of old Macs and of Unix.
        alphabets: The letters beyond ASCII of each language, most frequent first.
        prior_bits: How much more likely these languages are than others before any letter is examined.
    """

    pages: tuple[str, ...]
    rare_pages: tuple[str, ...]
    alphabets: tuple[str, ...]
    prior_bits: float = 0.0


_GROUPS = (
    _Group(
        ("cp437", "cp850", "cp1252"),
        ("mac_roman",),
        (
            "äüöß",
            "éèêàçôâîûùëïœ",
            "óñáíéúü",
            "ãçéáíóêõâúàôü",
            "àèòùìé",
            "äåöé",
            "øåæéö",
            "áíðóúéæþýö",
            "éëïöüèê",
        ),
        prior_bits=2.0,
    ),
    _Group(
        ("cp852", "cp1250"),
        ("iso8859_2", "mac_latin2"),
        (
            "łąężóśćńź",
            "íáéěřščžýůúňóťď",
            "áíéčýšžúľťôňäóďĺŕ",
            "áéóöőüíúű",
            "ăîâşţáșț",
            "šžčćđ",
            "äüöß",
        ),
        prior_bits=1.0,
    ),
    _Group(("cp775", "cp1257"), (), ("ėšųžįąčūę", "āīēšūžņļķčģ", "õäöüšž")),
    _Group(("cp857", "cp1254"), ("mac_turkish",), ("ıüşçğöİâî",)),
    _Group(("cp1258",), (), ("\u0301\u0300\u0323đưôêâơáàăéèóúùíãõýòì\u0309\u0303",)),
    _Group(
        ("cp866", "cp1251"),
        ("koi8_r", "cp1125", "mac_cyrillic", "iso8859_5"),
        (
            "оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфъё",
            "оаниівтредслкуямпзбгьчйхжюшцщєфїґ",
            "аоиеунтсрјвкдлпмзгбшчцњжћхљђфџ",
        ),
    ),
    _Group(
        ("cp737", "cp1253"), ("iso8859_7", "cp869", "mac_greek"), ("αοιετσνηυρπκμλςάίόωγέδήχύθώφβξζψϊϋΐΰ",)
    ),
    _Group(("cp862", "cp1255"), (), ("יוהלארתבשמםנעדחקפכטגסזצןךץף",)),
    _Group(
        ("cp720", "cp1256"),
        ("iso8859_6", "cp864"),
        ("ايلمنرتبةوهدسفعقكأحجشطصخىزذضغثإئظآءؤ", "ایرنهدمتشوبسکلگزخفقپحعجغصچآطضژظذثئءي"),
    ),
    _Group(
        ("cp874",),
        (),
        ("านรกอเง่ม้ยัลิวดทสตะปบคีหแจพุ์ชขืำู็ไใโึถผซศณฟธ๊ภญษฐฮฉ๋ฎฏฑฬฝฤๆฒฌฆฯ",),
    ),
    _Group(("cp932",), ("euc_jp",), ()),
    _Group(("gb18030",), (), ()),
    _Group(("cp949",), (), ()),
    _Group(("cp950",), (), ()),
)
PAGES = ("utf-8", *(page for group in _GROUPS for page in (*group.pages, *group.rare_pages)))
# The ranges in which two-byte code pages have their common characters; the others are rare in names.
_COMMON = {
    "cp932": (0x889F, 0x9872),
    "euc_jp": (0xB0A1, 0xCFD3),
    "gb18030": (0xB0A1, 0xD7FE),
    "cp950": (0xA440, 0xC67E),
}
_KANA_BITS, _HANGUL_BITS, _RARE_HANGUL_BITS, _SIGN_BITS, _RARE_SIGN_BITS = 6.0, 6.0, 0.5, 4.0, -3.0
# Frequent Korean syllables.
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
# Scripts that Japanese mixes within a word.
_JAPANESE = frozenset({"CJK", "HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA"})
_VOWELS = frozenset("aeiouyäöüăâêôơư")
_FINAL_LETTERS = frozenset("ךםןףץςة")


def encoding_of(words: Iterable[bytes]) -> str:
    """Returns the encoding in which words look most like words of one language.

    Args:
        words: Names, or words of a text, written on one computer; those in ASCII are ignored.

    Returns:
        Python's name of the encoding: UTF-8 or a code page that can decode all words. If none can,
        `UNKNOWN`, in which every byte is a letter.
    """
    return _ranked(_distinct(words))[0][0]


def is_told(words: Iterable[bytes]) -> bool:
    """Returns whether words leave no doubt about their encoding."""
    distinct = _distinct(words)
    ranked = _ranked(distinct)
    best, bits = ranked[0]
    if best == "utf-8" or not distinct:
        return True
    if len(ranked) == 1:
        return False
    # Code pages that decode to the same words leave no doubt.
    parts = _parts(distinct)
    texts = _composed(parts, best)
    others = (other_bits for page, other_bits in ranked[1:] if _composed(parts, page) != texts)
    return bits > 0 and bits - next(others, -math.inf) >= _SURE_BITS


def _distinct(words: Iterable[bytes]) -> tuple[bytes, ...]:
    return tuple(dict.fromkeys(word for word in words if not word.isascii()))


def _texts(words: Iterable[bytes], page: str) -> list[str]:
    decoder = codecs.getincrementaldecoder(page)
    return [decoder("replace").decode(word[:_MAX_WORD_BYTES], len(word) <= _MAX_WORD_BYTES) for word in words]


def _composed(words: Iterable[bytes], page: str) -> str:
    return unicodedata.normalize("NFC", "\n".join(_texts(words, page)))


@lru_cache(8)
def _parts(words: tuple[bytes, ...]) -> tuple[bytes, ...]:
    """Returns the distinct parts between blanks, digits and punctuation; repetitions tell nothing new."""
    return _distinct(part for word in words for part in _BETWEEN_WORDS.split(word))


@lru_cache(8)
def _ranked(words: tuple[bytes, ...]) -> list[tuple[str, float]]:
    """Returns the encodings that can decode all words, most likely first, with their bits."""
    if _can_read(words, "utf-8"):
        # A text in another encoding is almost never valid UTF-8 by chance.
        return [("utf-8", math.inf)]
    parts = _parts(words)
    size_bytes = sum(min(len(part), _MAX_WORD_BYTES) for part in parts)
    sample = parts[: 1 + _MAX_CHARACTERS // max(size_bytes // max(len(parts), 1), 1)]
    ranked = [
        (page, _bits_of(sample, page, group) + (_RARE_PAGE_BITS if page in group.rare_pages else 0.0))
        for group in _GROUPS
        for page in (*group.pages, *group.rare_pages)
        # Only in GB18030 can digits be part of a letter, which `parts` would then have split.
        if _can_read(words if page == "gb18030" else parts, page)
    ]
    return sorted(ranked, key=lambda pair: -pair[1]) or [(UNKNOWN, -math.inf)]


def _can_read(words: Sequence[bytes], page: str) -> bool:
    try:
        return all(word.decode(page) is not None for word in words)
    except UnicodeDecodeError:
        return False


def _bits_of(words: Sequence[bytes], page: str, group: _Group) -> float:
    """Returns how many bits more likely words are than random bytes, in the group's most likely language."""
    texts = _texts(words, page)
    # Distinct words are unlikely to have been meant to look the same.
    bits = group.prior_bits + _COLLISION_BITS * (len(texts) - len({clean_label(text) for text in texts}))
    letters: Counter[str] = Counter()
    for text in texts:
        before = ""
        for letter in text:
            if not letter.isascii():
                letters[letter] += 1
                bits -= _oddness(letter, before)
            elif letter.isalpha() and before.isalpha() and _script(before) != "LATIN":
                # A word with letters of two scripts.
                bits -= 3
            before = letter
    if group.alphabets:
        return bits + max(
            sum(count * _letter_bits(letter, alphabet, group) for letter, count in letters.items())
            for alphabet in group.alphabets
        )
    return bits + sum(count * _sign_bits(letter, page) for letter, count in letters.items())


def _oddness(letter: str, before: str) -> float:
    """Returns by how many bits a letter is less likely after another one, in any language."""
    script, script_before = _script(letter), _script(before)
    odd = 0.0
    if before.isalpha() and script and not {script, script_before} <= _JAPANESE and script != script_before:
        odd += 3
    if letter.isupper() and before.isalpha():
        odd += 3 if before.islower() else 1
    if unicodedata.combining(letter) or unicodedata.category(letter) == "Mn":
        # Tone marks and vowel signs follow a letter of their script.
        odd += (
            0 if before.isalpha() and (before.isascii() or script in ("", script_before, "COMBINING")) else 4
        )
    if script == "LATIN" and before.isalpha() and not before.isascii():
        odd += 2
    if before and before.lower() == unicodedata.normalize("NFD", letter)[0]:
        odd += 2
    # This letter never begins a word, and rarely follows a consonant.
    if letter == "ß" and before.lower() not in _VOWELS:
        odd += 4
    if script == script_before and before in _FINAL_LETTERS:
        odd += 4
    return odd


@cache
def _letter_bits(letter: str, alphabet: str, group: _Group) -> float:
    """Returns how many bits more likely a letter is in a language than a random byte."""
    found = max(alphabet.find(letter), alphabet.find(letter.lower()))
    if found >= 0:
        falling = max(_RANGE_OF_FREQUENCY ** (-1 / len(alphabet)), 1 / _MAX_STEP)
        share = falling**found * (1 - falling) / (1 - falling ** len(alphabet))
        return _BYTE_BITS + math.log2(share)
    if any(letter in other or letter.lower() in other for other in group.alphabets):
        return _OTHER_LANGUAGE_BITS
    if letter in _PUNCTUATION:
        return _PUNCTUATION_BITS
    return _FOREIGN_BITS


@cache
def _sign_bits(letter: str, page: str) -> float:
    """Returns how many bits more likely a letter of a two-byte code page is than two random bytes."""
    script = _script(letter)
    if script in ("HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA"):
        return _KANA_BITS if page in ("cp932", "euc_jp") else 1.0
    if script == "HANGUL":
        return _HANGUL_BITS if letter in _HANGUL else _RARE_HANGUL_BITS
    if script == "CJK":
        low, high = _COMMON.get(page, (1, 0))
        return _SIGN_BITS if low <= int.from_bytes(letter.encode(page), "big") <= high else _RARE_SIGN_BITS
    is_sign = ord(letter) >= 0x3000 and unicodedata.category(letter)[0] in "PLS"
    return _RARE_HANGUL_BITS if is_sign else _FOREIGN_BITS


@cache
def _script(letter: str) -> str:
    return (
        unicodedata.name(letter, "").split(" ")[0]
        if letter.isalpha() or unicodedata.category(letter or " ") == "Mn"
        else ""
    )
