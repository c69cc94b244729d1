"""Chooses a drawing of each sketch category for the pages: `python -m recipes.drawings_by_others`.

Among the first drawings of the training part, it takes the one to which the network for all categories gives
the highest probability of that category, so that the drawing is finished and shows the right thing.
"""

from core.bundles.library import read_library
from core.inference.classifier import Classifier
from core.preprocessing.drawings_by_others import DRAWINGS_FILE
from core.preprocessing.quickdraw_format import write_stroke_line
from core.storage.files import write_whole
from recipes.data import sketch_categories, sketch_strokes
from recipes.exiting import exit_in_a_sentence

NETWORK = "sketches-345"
CANDIDATES = 24
# Longer drawings are no clearer at the size of a thumbnail, but would enlarge the file, which is shipped.
MAX_POINTS = 90


def main() -> None:
    """Writes the file that the pages read."""
    classifier = Classifier(read_library().get(NETWORK))
    lines = []
    for category in sketch_categories():
        label = category.replace("_", " ")
        drawings = sketch_strokes(category, "train")[:CANDIDATES]
        short = [drawing for drawing in drawings if sum(map(len, drawing)) <= MAX_POINTS] or drawings
        best = max(short, key=lambda drawing: classifier.classify_strokes(drawing).probability_of(label))
        lines.append(write_stroke_line(best, label))
    write_whole(DRAWINGS_FILE, "".join(lines))
    print(f"{len(lines)} drawings, {DRAWINGS_FILE.stat().st_size:,} bytes")


if __name__ == "__main__":
    with exit_in_a_sentence():
        main()
