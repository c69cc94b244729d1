"""The terminal commands that add networks; conversion itself is tested with `core.keras_models`."""

import pytest

from core.cli.main import main


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["add", "vgg99"], "networks that can be added"),
        (["add-weights", "vgg99", "file.h5"], "networks that can be added"),
        (["add-weights", "mobilenet_v2", "nowhere.h5"], "no such file"),
    ],
)
def test_a_network_or_a_file_that_does_not_exist_gets_a_sentence(arguments, words, capsys):
    assert main(arguments) == 1
    err = capsys.readouterr().err
    assert words in err
    assert "Traceback" not in err
