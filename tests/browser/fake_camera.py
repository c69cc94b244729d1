"""A camera for browsers that have none: a film is written here, and Chromium shows it as its camera."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from PIL import Image

WIDTH_PX, HEIGHT_PX = 640, 480


def write_film(path: Path, scenes: Sequence[np.ndarray], frames_each: int = 20) -> Path:
    """Writes a film that shows one scene after another, with camera noise; Chromium plays it in a loop.

    Args:
        path: Where to write it; must end in `.y4m`.
        scenes: `(height, width, 3)` uint8 of any size.
        frames_each: Frames of each scene, at ten frames a second.
    """
    generator = np.random.default_rng(1)
    with path.open("wb") as film:
        film.write(f"YUV4MPEG2 W{WIDTH_PX} H{HEIGHT_PX} F10:1 Ip A1:1 C420jpeg\n".encode())
        for scene in scenes:
            image = Image.fromarray(scene).resize((WIDTH_PX, HEIGHT_PX)).convert("YCbCr")
            luma, *chroma = image.split()
            half = (channel.resize((WIDTH_PX // 2, HEIGHT_PX // 2)) for channel in chroma)
            frame = b"FRAME\n" + b"".join(channel.tobytes() for channel in (luma, *half))
            for _ in range(frames_each):
                noise = generator.integers(-6, 7, len(frame) - 6, np.int16)
                noisy = np.frombuffer(frame, np.uint8)[6:] + noise
                film.write(frame[:6] + np.clip(noisy, 0, 255).astype(np.uint8).tobytes())
    return path


def camera_arguments(film: Path | None) -> list[str]:
    """Returns the arguments that make Chromium use a film as its camera, or give it no camera."""
    if film is None:
        return ["--use-fake-ui-for-media-stream"]
    return [
        "--use-fake-ui-for-media-stream",
        "--use-fake-device-for-media-stream",
        f"--use-file-for-fake-video-capture={film}",
    ]
