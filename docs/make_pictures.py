"""Makes the pictures in `docs/` with the code that the app runs: `python -m docs.make_pictures`."""

from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from core.bundles.library import read_library
from core.inference.classifier import Classifier, Prediction
from core.inference.replay import replay
from core.preprocessing.decode import Picture, decode_image
from core.preprocessing.example_drawings import example_drawing
from core.preprocessing.example_photos import read_example_photos
from core.preprocessing.ink_extraction import extract_ink
from core.preprocessing.ink_frames import INK_FRAMES, mnist_frame
from core.preprocessing.rasterize import rasterize
from core.presentation.overlays import heat_picture, seen_picture, sharp_photo
from core.presentation.wording import in_percent
from tests.core.pictures_for_tests import photo_of_paper

FOLDER = Path(__file__).resolve().parent / "pictures"
SIDE_PX, GAP_PX, TEXT_PX = 200, 24, 34
PAPER, INK, BAR = (251, 250, 247), (34, 38, 43), (0, 114, 178)
FONT = ImageFont.load_default(size=15)


def row(panels: list[tuple[str, Image.Image]]) -> Image.Image:
    """Puts pictures side by side, each with a line of text below."""
    width = len(panels) * (SIDE_PX + GAP_PX) + GAP_PX
    sheet = Image.new("RGB", (width, SIDE_PX + 2 * GAP_PX + TEXT_PX), PAPER)
    pen = ImageDraw.Draw(sheet)
    for number, (words, picture) in enumerate(panels):
        left = GAP_PX + number * (SIDE_PX + GAP_PX)
        sheet.paste(
            picture.convert("RGB").resize((SIDE_PX, SIDE_PX), Image.Resampling.LANCZOS), (left, GAP_PX)
        )
        pen.rectangle((left, GAP_PX, left + SIDE_PX, GAP_PX + SIDE_PX), outline=(218, 213, 202))
        pen.text((left, GAP_PX + SIDE_PX + 10), words, fill=INK, font=FONT)
    return sheet


def bars(answer: Prediction) -> Image.Image:
    """Draws the five most likely classes."""
    picture = Image.new("RGB", (SIDE_PX, SIDE_PX), (255, 255, 255))
    pen = ImageDraw.Draw(picture)
    guesses = answer.top(5)
    for number, guess in enumerate(guesses):
        top = 8 + number * 38
        # Names may be as long as the picture is wide.
        pen.text((10, top), guess.label, fill=INK, font=FONT)
        right = 10 + round((SIDE_PX - 76) * guess.probability)
        pen.rectangle((10, top + 18, right, top + 30), fill=BAR)
        pen.text((right + 6, top + 15), in_percent(guess.probability), fill=INK, font=FONT)
    return picture


def enlarged(frame: np.ndarray) -> Image.Image:
    """Enlarges a small picture pixel by pixel; grey pictures are 0.0 to 1.0, coloured ones uint8."""
    colors = frame if frame.ndim == 3 else (frame * 255).astype(np.uint8)
    return Image.fromarray(colors).resize((SIDE_PX,) * 2, Image.Resampling.NEAREST)


def from_canvas_to_answer(model: Classifier) -> Image.Image:
    """Shows one drawing at every step."""
    _, strokes = example_drawing("digits", 2)
    answer = model.classify_strokes(strokes)
    heat = heat_picture(answer, answer.top(1)[0].label)
    panels = [
        ("what was drawn", Image.fromarray(255 - rasterize(strokes, 280, 280, 12))),
        ("what the network saw", Image.fromarray(seen_picture(answer))),
        ("in the Quick, Draw! frame", enlarged(INK_FRAMES["quickdraw"].of_strokes(strokes))),
        ("evidence for 4", Image.fromarray(heat) if heat is not None else enlarged(answer.seen)),
        ("the answer", bars(answer)),
    ]
    return row(panels)


def frames() -> Image.Image:
    """Compares shrinking the canvas with the MNIST frame."""
    panels = []
    for scale, offset_px, width in ((0.4, (20, 150), 6), (0.9, (10, 10), 20)):
        strokes = [
            stroke * np.float32(scale) + np.float32(offset_px) for stroke in example_drawing("digits", 7)[1]
        ]
        ink = rasterize(strokes, 280, 280, width)
        naive = np.asarray(Image.fromarray(ink).resize((28, 28), Image.Resampling.BOX)) / 255
        panels += [
            (f"canvas, pen of {width} pixels", Image.fromarray(255 - ink)),
            ("shrunk naively", enlarged(naive)),
            ("in the MNIST frame", enlarged(mnist_frame(ink))),
        ]
    return row(panels)


def from_paper() -> Image.Image:
    """Shows how ink is found on a photo."""
    strokes = [stroke * np.float32(900 / 280) for stroke in example_drawing("digits", 1)[1]]
    photo = photo_of_paper(rasterize(strokes, 900, 900, 26))
    ink = extract_ink(Picture(photo, 900, 900))
    panels = [
        ("a photo of paper", Image.fromarray(photo)),
        ("the ink on it", Image.fromarray(ink)),
        ("what the network sees", enlarged(mnist_frame(ink))),
    ]
    return row(panels)


def stroke_by_stroke(model: Classifier) -> Image.Image:
    """Shows a drawing and its answer at four moments."""
    panels = []
    for fraction, answer in replay(model, example_drawing("digits", 2)[1], 4):
        best = answer.top(1)[0]
        words = f"{fraction:.0%}: {best.label}, {in_percent(best.probability)}"
        panels.append((words if answer.sure else f"{fraction:.0%}: not sure", enlarged(answer.seen)))
    return row(panels)


def from_photo_to_answer(model: Classifier) -> Image.Image:
    """Shows two of the app's example photos at every step; one of them shows an unknown thing."""
    lines = []
    for name in ("espresso.jpg", "written-words.jpg"):
        photo = decode_image(
            next(photo.read_bytes() for photo in read_example_photos() if photo.name == name)
        )
        answer = model.classify_picture(photo)
        label = answer.top(1)[0].label
        sharp = sharp_photo(answer, photo)
        heat = heat_picture(answer, label, photo=sharp)
        assert heat is not None
        panels = [
            ("the photo, cut to the middle", Image.fromarray(sharp)),
            ("what the network saw", enlarged(answer.seen)),
            (f"evidence for {label}", Image.fromarray(heat)),
            ("the answer" if answer.sure else 'the answer: "not sure"', bars(answer)),
        ]
        lines.append(row(panels))
    return stacked(lines)


def stacked(lines: list[Image.Image]) -> Image.Image:
    """Puts rows below each other."""
    sheet = Image.new("RGB", (lines[0].width, sum(line.height for line in lines)), PAPER)
    top = 0
    for line in lines:
        sheet.paste(line, (0, top))
        top += line.height
    return sheet


def main() -> None:
    """Writes all pictures."""
    model = Classifier(read_library().get("digits-deep"))
    FOLDER.mkdir(exist_ok=True)
    for name, picture in {
        "from-canvas-to-answer": from_canvas_to_answer(model),
        "frames": frames(),
        "from-paper": from_paper(),
        "stroke-by-stroke": stroke_by_stroke(model),
        "from-photo-to-answer": from_photo_to_answer(Classifier(read_library().get("things-1000"))),
    }.items():
        picture.save(FOLDER / f"{name}.png", optimize=True)
        print(FOLDER / f"{name}.png")


if __name__ == "__main__":
    main()
