"""Joins separately trained networks into an ensemble that returns the mean of their logits."""

from pathlib import Path

import numpy as np
from safetensors.numpy import load_file, save

from core.keras_models.architectures import member_prefix
from core.keras_models.layers import LOGITS_LAYER
from core.storage.files import write_whole
from recipes.fitting import read_history
from recipes.storage import write_table


def join(members: list[Path], folder: Path) -> Path:
    """Writes the weights of `architectures.digits_ensemble` and the mean of the members' histories.

    Args:
        members: Folders of finished trainings, in the order of the members.
        folder: Folder for `weights.safetensors` and `history.csv`.

    Returns:
        The path of the weights.
    """
    folder.mkdir(parents=True, exist_ok=True)
    joined: dict[str, np.ndarray] = {}
    heads = []
    for number, member in enumerate(members, start=1):
        weights = load_file(member / "weights.safetensors")
        heads.append([weights.pop(f"{LOGITS_LAYER}/kernel"), weights.pop(f"{LOGITS_LAYER}/bias")])
        joined |= {f"{member_prefix(number)}{path}": value for path, value in weights.items()}
    joined[f"{LOGITS_LAYER}/kernel"] = np.concatenate([kernel for kernel, _ in heads]) / len(heads)
    joined[f"{LOGITS_LAYER}/bias"] = np.mean([bias for _, bias in heads], axis=0)
    histories = [read_history(member / "history.csv") for member in members]
    rows = [
        {key: round(float(np.mean([row[key] for row in same_epoch])), 7) for key in same_epoch[0]}
        for same_epoch in zip(*histories, strict=False)  # trainings may differ in length
    ]
    write_table(folder / "history.csv", rows)
    path = folder / "weights.safetensors"
    write_whole(path, save(joined))
    return path
