"""Words of any language are decoded with the code page they were written in."""

# ruff: noqa: RUF001

import unicodedata

import pytest

from core.datasets.code_pages import PAGES, encoding_of, is_told
from tests.core.datasets.calls import calls_of

WORDS = {
    "ru": "кошка собака лошадь муравьи яблоко Новая_папка дерево цветок",
    "uk": "кіт собака яблуко їжак білка ведмідь риба квітка",
    "el": "γάτα σκύλος άλογο μήλο αχλάδι λουλούδι δέντρο ψάρι",
    "he": "חתול כלב סוס תפוח בננה פרח עץ ציפור",
    "ar": "قطة كلب حصان تفاح موز زهرة شجرة سمكة",
    "fa": "گربه سگ اسب موز گل درخت پرنده چاي",
    "th": "แมว สุนัข ม้า แอปเปิ้ล กล้วย ดอกไม้ ต้นไม้ ปลา",
    "vi": "mèo chó ngựa táo chuối hoa_hồng cây_xanh chữ_số",
    "tr": "köpek çiçek ağaç balık kuş arı şeker üzüm",
    "pl": "koń jabłko żółw pszczoły mrówka łoś jeż świnia",
    "cs": "kočka kůň hruška květ včela ježek růže ořech",
    "hu": "körte virág méh őz szőlő gyűrű tűlevél ló",
    "de": "Käfer Bär Äpfel Gräser Straße Übung Vögel Möwe",
    "fr": "été forêt chêne pêche mûre noël garçon château",
    "ja": "犬 猫 りんご バナナ 新しいフォルダー 桜の花 写真 健康な葉",
    "zh": "猫 狗 苹果 香蕉 新建文件夹 汽车 蜜蜂 向日葵",
    "zh-Hant": "貓 狗 蘋果 香蕉 新增資料夾 汽車 蜜蜂 向日葵",
    "ko": "고양이 개 사과 바나나 꽃 새_폴더 자동차 건강한_잎",
}
PAGES_OF = {
    "ru": ("cp866", "cp1251", "koi8_r"),
    "uk": ("cp1251", "cp1125"),
    "el": ("cp737", "cp1253", "iso8859_7"),
    "he": ("cp862", "cp1255"),
    "ar": ("cp720", "cp1256"),
    "fa": ("cp1256",),
    "th": ("cp874",),
    "vi": ("cp1258",),
    "tr": ("cp857", "cp1254"),
    "pl": ("cp852", "cp1250"),
    "cs": ("cp852", "cp1250"),
    "hu": ("cp852", "cp1250"),
    "de": ("cp437", "cp850", "cp1252", "mac_roman"),
    "fr": ("cp437", "cp850", "cp1252", "mac_roman"),
    "ja": ("cp932", "euc_jp"),
    "zh": ("gb18030",),
    "zh-Hant": ("cp950",),
    "ko": ("cp949",),
}
CASES = [(language, page) for language, pages in PAGES_OF.items() for page in pages]
_VIETNAMESE_TONES = "\u0300\u0301\u0303\u0309\u0323"


def encoded(word, page):
    """Encodes a word as a computer would; the Vietnamese code page stores tones as separate characters."""
    if page != "cp1258":
        return word.encode(page)
    written = ""
    for letter in word:
        parts = unicodedata.normalize("NFD", letter)
        tone = "".join(part for part in parts if part in _VIETNAMESE_TONES)
        without = unicodedata.normalize("NFC", "".join(part for part in parts if part not in tone))
        written += without + tone
    return written.encode(page)


@pytest.mark.parametrize(("language", "page"), CASES)
def test_all_words_together_are_read_as_they_were_written(language, page):
    words = WORDS[language].replace("_", " ").split(" ")
    raw = [encoded(word, page) for word in words]
    read = [unicodedata.normalize("NFC", word.decode(encoding_of(raw))) for word in raw]
    assert read == words
    assert all(encoding_of(raw) in PAGES for _ in raw)


@pytest.mark.parametrize(("language", "page"), CASES)
def test_four_words_are_read_or_leave_a_doubt(language, page):
    words = WORDS[language].replace("_", " ").split(" ")
    for start in range(0, len(words) - 3):
        raw = [encoded(word, page) for word in words[start : start + 4]]
        read = [unicodedata.normalize("NFC", word.decode(encoding_of(raw))) for word in raw]
        assert read == words[start : start + 4] or not is_told(raw)


def test_a_word_tells_no_more_where_it_comes_more_often():
    one = [b"\x99l.png"]
    assert is_told(one) == is_told(b"\x99l %d.png" % number for number in range(100))


def test_what_says_nothing_and_what_nobody_can_read():
    assert is_told([])
    assert is_told([b"cat", b"dog"])
    assert encoding_of([b"cat"]) == encoding_of([])
    assert encoding_of(["Käfer".encode()]) == "utf-8"
    assert not is_told([bytes(range(128, 256))])
    assert (
        len({bytes([byte]).decode(encoding_of([bytes(range(128, 256))])) for byte in range(128, 256)}) == 128
    )


def test_a_rare_letter_with_a_digit_in_it_is_read_too():
    words = ["\u82f9\u679c", "\u5411\u65e5\u8475", "\u732b\U00020000", "\u6c7d\u8f66"]
    raw = [word.encode("gb18030") for word in words]
    assert [word.decode(encoding_of(raw)) for word in raw] == words


@pytest.mark.parametrize("page", ["cp1252", "cp932"])
def test_a_word_without_an_end_is_read_by_its_beginning(page):
    letters = {"cp1252": "K\u00e4ferf\u00fc\u00dfe", "cp932": "\u732b\u3068\u72ac\u306e\u5199\u771f"}[page]
    # The leading one-byte letter shifts the others, so that a cut at an even place splits a two-byte letter.
    raw = [b"a" + letters.encode(page) * 20_000]
    assert calls_of(lambda: encoding_of(raw)) < 1_000_000
    assert raw[0].decode(encoding_of(raw)) == "a" + letters * 20_000
    assert calls_of(lambda: is_told(raw)) < 1_000_000
