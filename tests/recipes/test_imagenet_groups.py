"""Groups of things, from a few lines in the format of WordNet's file of nouns."""

from recipes.imagenet_groups import kinds_of, read_hypernyms

# offset, file, type, number of words (hexadecimal), words with an id, number of pointers, pointers | gloss
NOUNS = """\
  1 This software and database is being provided to you under the following license.
00015388 03 n 02 animal 0 beast 0 001 @ 00004475 n 0000 | a living organism
01861778 05 n 01 mammal 0 002 @ 00015388 n 0000 + 03053921 a 0101 | warm-blooded
02084071 05 n 02 dog 0 domestic_dog 0 003 @ 01861778 n 0000 ~ 01322604 n 0000 @i 00015388 n 0000 | barks
00004475 03 n 01 organism 0 000 | lives
02898711 06 n 0a bridge 0 b 0 c 0 d 0 e 0 f 0 g 0 h 0 i 0 j 0 001 @ 04341686 n 0000 | crosses
04341686 06 n 01 structure 0 000 | built
03094503 06 n 01 container 0 000 | holds things
04524313 06 n 01 vehicle 0 001 @ 03094503 n 0000 | carries people
"""


def test_hypernyms_are_the_nouns_that_a_line_points_up_to():
    hypernyms = read_hypernyms(NOUNS)
    assert hypernyms["02084071"] == ["01861778", "00015388"]
    assert hypernyms["01861778"] == ["00015388"]
    assert hypernyms["02898711"] == ["04341686"]
    assert hypernyms["00004475"] == []
    assert len(hypernyms) == 8


def test_kinds_are_the_plain_words_on_the_way_up():
    hypernyms = read_hypernyms(NOUNS)
    assert kinds_of("02084071", hypernyms) == {"dog", "mammal", "animal"}
    assert kinds_of("02898711", hypernyms) == {"bridge", "structure"}
    assert kinds_of("00004475", hypernyms) == set()


def test_a_vehicle_is_not_called_a_container():
    hypernyms = read_hypernyms(NOUNS)
    assert kinds_of("04524313", hypernyms) == {"vehicle"}
    assert kinds_of("03094503", hypernyms) == {"container"}
