"""Names of parts with any word, prefix and suffix, and words that only look like one."""

import pytest

from core.datasets.part_names import is_unlabelled, part_of, says_nothing


@pytest.mark.parametrize(
    ("part", "names"),
    [
        (
            "train",
            "train Train TRAIN training Train_Data training_set trainset TrainData train2017 01_train "
            "Trainingsbilder Trainingsdaten",
        ),
        (
            "train",
            "x_train imagesTr train-images train_resized TRAIN_DIR trainval Entrenamiento treino 训练集 훈련",
        ),
        (
            "validation",
            "val valid Valid_Set validation dev devset valset ValData Validaci\u00f3n val2017 Validation-Set "
            "Validierungsdaten",
        ),
        (
            "test",
            "test Testing TEST test_set testset TestImages test1 tests evaluation eval imagesTs teste "
            "Testbilder Testfotos Prüfung 测试集 テスト 테스트",
        ),
    ],
)
def test_usual_names(part, names):
    for name in names.split():
        assert part_of(name) == (part, frozenset()), name


def test_a_name_keeps_the_words_that_say_something():
    assert part_of("seg_train") == ("train", {"seg"})
    assert part_of("steam train") == ("train", {"steam"})
    assert part_of("test-tube") == ("test", {"tube"})


@pytest.mark.parametrize(
    "name",
    ["rain", "strain", "contest", "latest", "vale", "invalid", "trainer", "", "1", "猫", "train_test"],
)
def test_other_names_are_no_parts(name):
    assert part_of(name) is None


def test_words_that_say_nothing_and_words_for_no_labels():
    assert says_nothing("images")
    assert says_nothing("Data_Set 2")
    assert not says_nothing("cats")
    assert is_unlabelled("seg_pred")
    assert not is_unlabelled("predator")
