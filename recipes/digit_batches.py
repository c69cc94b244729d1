"""Makes batches of digits from every source, as `digit_epochs` does, inside a compiled training step."""

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from PIL import Image

from recipes import digit_augmentation as augmentation
from recipes.digit_bases import NO_DIGIT
from recipes.digit_epochs import COUNTS, LEVEL, OUTLIERS, SLANT, UNFINISHED
from recipes.digit_frames import WORKING_PX, framed_ink
from recipes.resampling import resizing

Arrays = dict[str, Any]
Batch = tuple[Any, Any]


def on_device(bases: Arrays) -> Arrays:
    """Moves the bases to the accelerator, and joins the drawings of all kinds of outliers."""
    kept = {name: jnp.asarray(array) for name, array in bases.items() if name.split("_")[0] not in OUTLIERS}
    for what in ("points", "drawn"):
        kept[f"other_{what}"] = jnp.concatenate([jnp.asarray(bases[f"{kind}_{what}"]) for kind in OUTLIERS])
    counts = [len(bases[f"{kind}_points"]) for kind in OUTLIERS]
    return kept | {
        "other_counts": jnp.asarray(counts),
        "other_firsts": jnp.asarray(np.cumsum([0, *counts[:-1]])),
    }


def batch_of(bases: Arrays, key: Any, late: Any, size: int) -> Batch:
    """Makes one batch.

    Args:
        bases: What `on_device` returns.
        key: JAX's random key.
        late: Whether half of MNIST's pictures are unaugmented, as at the end of a training.
        size: Number of pictures.

    Returns:
        Pictures `(size, 28, 28, 1)`, 0.0 to 1.0, and labels `(size,)`, which are `NO_DIGIT` for outliers.
    """
    keys = iter(jax.random.split(key, 16))
    count = {kind: round(size * number / sum(COUNTS.values())) for kind, number in COUNTS.items()}
    count["printed letter or rules"] += size - sum(count.values())
    mnist = _picked(next(keys), count["mnist"], bases["mnist"])
    original = bases["mnist"][mnist].astype(jnp.float32) / 255
    uniform, normal, noise = _draws(next(keys), count["mnist"])
    enlarge = jnp.asarray(resizing(28, WORKING_PX, Image.Resampling.BICUBIC))
    large = jnp.clip(enlarge @ original @ enlarge.T, 0, 1)
    bent = _where(uniform[:, 37] < 0.85, _bent(large, uniform, normal), large)
    way = jax.random.uniform(next(keys), (count["mnist"],))
    as_it_is, only_bent = jnp.where(late, 0.50, 0.22), jnp.where(late, 0.75, 0.60)
    in_frame = _strokes(bases, keys, count["pen in frame"], count["outlier in frame"], True)
    on_paper = _strokes(bases, keys, count["pen on paper"], count["outlier on paper"], False)
    printed = _printed(bases, keys, count["printed digit"], count["printed letter or rules"])

    # All drawings that have to be found on a picture are degraded and framed in a single batch.
    parts = [(bent, uniform, noise, way < only_bent), on_paper[1:], printed[1:5]]
    ink, uniforms, noises, plain = (jnp.concatenate(arrays) for arrays in zip(*parts, strict=True))
    blank = printed[5]
    ruled = jnp.concatenate([jnp.zeros(len(ink) - len(blank), bool), blank])
    worn, level = augmentation.worn(ink, uniforms, noises, ruled)
    found = framed_ink(_where(plain, ink, worn), jnp.where(plain, LEVEL, level))

    soft = bent.reshape(-1, 28, 2, 28, 2).mean(axis=(2, 4))
    of_mnist = _where(way < as_it_is, original, found[: count["mnist"]])
    in_place = (way >= as_it_is) & (way < only_bent) & (uniform[:, 38] < 0.5)
    of_mnist = _where(in_place, soft, of_mnist)
    pictures = jnp.concatenate([of_mnist, in_frame[1], found[count["mnist"] :]])
    labels = jnp.concatenate([bases["mnist_labels"][mnist], in_frame[0], on_paper[0], printed[0]])
    return jnp.round(jnp.clip(pictures, 0, 1) * 255)[..., None] / 255, labels.astype(jnp.int32)


def _strokes(bases: Arrays, keys: Any, digits: int, others: int, in_frame: bool) -> tuple[Any, ...]:
    rows = _picked(next(keys), digits, bases["pen_points"])
    outliers = _outliers(bases, next(keys), others)
    points = jnp.concatenate([bases["pen_points"][rows], bases["other_points"][outliers]])
    pen = jnp.concatenate([bases["pen_drawn"][rows], bases["other_drawn"][outliers]]).astype(jnp.float32)
    uniform, normal, noise = _draws(next(keys), digits + others)
    unfinished = jnp.full(len(points), UNFINISHED[in_frame])
    points = points.astype(jnp.float32) / 255
    starts, ends = augmentation.bent_strokes(points, pen, uniform, normal, unfinished, SLANT)
    labels = jnp.concatenate([bases["pen_labels"][rows], jnp.full(others, NO_DIGIT)])
    if in_frame:
        return labels, augmentation.strokes_in_frame(starts, ends, uniform)
    ink = augmentation.strokes_on_paper(starts, ends, uniform)
    return labels, ink, uniform, noise, uniform[:, 39] < 0.3


def _printed(bases: Arrays, keys: Any, digits: int, letters: int) -> tuple[Any, ...]:
    rows = _picked(next(keys), digits, bases["printed"])
    others = _picked(next(keys), letters, bases["printed_letters"])
    ink = (
        jnp.concatenate([bases["printed"][rows], bases["printed_letters"][others]]).astype(jnp.float32) / 255
    )
    labels = jnp.concatenate([bases["printed_labels"][rows], jnp.full(letters, NO_DIGIT)])
    uniform, normal, noise = _draws(next(keys), digits + letters)
    blank = (labels == NO_DIGIT) & (uniform[:, 38] < 0.2)
    ink = _where(uniform[:, 37] < 0.7, _bent(ink, uniform, normal), ink) * ~blank[:, None, None]
    return labels, ink, uniform, noise, (uniform[:, 39] < 0.35) & ~blank, blank


def _outliers(bases: Arrays, key: Any, count: int) -> Any:
    first, second = jax.random.split(key)
    shares = jnp.cumsum(jnp.asarray(list(OUTLIERS.values())))[:-1]
    kind = jnp.searchsorted(shares, jax.random.uniform(first, (count,)))
    row = (jax.random.uniform(second, (count,)) * bases["other_counts"][kind]).astype(jnp.int32)
    return bases["other_firsts"][kind] + row


def _picked(key: Any, count: int, array: Any) -> Any:
    return jax.random.randint(key, (count,), 0, len(array))


def _draws(key: Any, count: int) -> tuple[Any, Any, Any]:
    uniform, normal, noise = jax.random.split(key, 3)
    return (
        jax.random.uniform(uniform, (count, augmentation.UNIFORMS)),
        jax.random.normal(normal, (count, augmentation.NORMALS)),
        jax.random.uniform(noise, (count, WORKING_PX, WORKING_PX)),
    )


def _bent(ink: Any, uniform: Any, normal: Any) -> Any:
    return jnp.clip(augmentation.bent_pictures(ink, uniform, normal), 0, 1)


def _where(chosen: Any, pictures: Any, others: Any) -> Any:
    return jnp.where(chosen[:, None, None], pictures, others)
