"""Users who draw or show a photo never wait for a library to be imported."""

import subprocess
import sys

# Runs in a separate process, since other tests here have already imported everything.
SCRIPT = """
import sys
import numpy as np
from core.bundles.library import read_library
from core.inference.drawn_numbers import read_drawn_number
from core.inference.loaded import loaded_classifier
from core.preprocessing.decode import Picture
from core.preprocessing.example_drawings import example_drawing
from core.preprocessing.ink_extraction import extract_ink
from widgets.shared.get_ready import get_ready

classifiers = [loaded_classifier(read_library().bundles["digits-simple"])]
drawings = [example_drawing("digits", number)[1] for number in (0, 1)]
number = [stroke * 0.4 + [160 * place, 0] for place, strokes in enumerate(drawings) for stroke in strokes]
paper = np.random.default_rng(0).normal(200, 5, (300, 300, 3))
paper[40:260, 140:160] = 30
get_ready().join()
before = set(sys.modules)
assert read_drawn_number(number, classifiers) is not None
extract_ink(Picture(paper.clip(0, 255).astype(np.uint8), 300, 300))
print(*sorted(name for name in set(sys.modules) - before if name.startswith("scipy")))
"""


def test_a_drawing_and_a_photo_of_paper_import_nothing_large():
    done = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, timeout=120)
    assert (done.stdout.strip(), done.returncode) == ("", 0), done.stderr
