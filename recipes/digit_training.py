"""Trains the three digit networks on one accelerator within a given time, with JAX alone.

    KERAS_BACKEND=jax python -m recipes.digit_training BASES SECONDS FOLDER

`BASES` is written by `python -m recipes.digit_bases`. The learning rate follows the clock, so the same
command suits fast and slow machines. Three deep networks are trained side by side. After 45 % of the time,
all networks, including the simple and the dense one, learn half from the labels and half from the mean
prediction of the three deep networks (Hinton et al. 2015, "Distilling the knowledge in a neural network").
The averaged weights of all five networks are written to `digits.npz` in `FOLDER` every 75 seconds.
"""

import io
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from core.storage.files import write_whole
from recipes.digit_batches import batch_of, on_device
from recipes.digit_forward import Network, deep, dense, new_deep, new_dense, new_simple, simple, with_no_digit
from recipes.exiting import exit_in_a_sentence

MEMBERS, BATCH, STEPS_AT_ONCE = 3, 1024, 20
PEAK_LEARNING_RATE, LABEL_SMOOTHING, AVERAGE = 2.5e-3, 0.03, 0.999
DECAY = {"deep": 0.02, "simple": 0.0, "dense": 0.01}
TAUGHT_BY_ALL_FROM, AS_IT_IS_FROM = 0.45, 0.75  # shares of the time
CHECKPOINT_S, RESERVE_S = 75.0, 25.0

Arrays = dict[str, Any]


def new_state(network: Network) -> dict[str, Arrays]:
    """Returns a network's weights and running means, their averages, and AdamW's two moments."""
    weights, running = network
    zeros = {name: np.zeros_like(array) for name, array in weights.items()}
    return {
        "weights": weights,
        "running": running,
        "first": zeros,
        "second": dict(zeros),
        "averaged": dict(weights),
        "averaged running": dict(running),
    }


def improved(
    state: dict[str, Arrays], gradient: Arrays, running: Arrays, step: Any, rate: Any, decay: float
) -> dict[str, Arrays]:
    """Returns a network's state after one step of AdamW (Loshchilov and Hutter 2019)."""
    first = jax.tree.map(lambda old, new: 0.9 * old + 0.1 * new, state["first"], gradient)
    second = jax.tree.map(lambda old, new: 0.999 * old + 0.001 * new * new, state["second"], gradient)
    share, share2 = 1 - 0.9**step, 1 - 0.999**step

    def changed(name: str) -> Any:
        weight = state["weights"][name]
        move = first[name] / share / (jnp.sqrt(second[name] / share2) + 1e-7)
        return weight - rate * (move + (decay if name.endswith("kernel") else 0.0) * weight)

    weights = {name: changed(name) for name in state["weights"]}
    momentum = jnp.minimum(AVERAGE, (1 + step) / (10 + step))
    return {
        "weights": weights,
        "running": running,
        "first": first,
        "second": second,
        "averaged": _mixed(state["averaged"], weights, momentum),
        "averaged running": _mixed(state["averaged running"], running, momentum),
    }


def _mixed(old: Arrays, new: Arrays, momentum: Any) -> Arrays:
    return jax.tree.map(lambda before, now: before * momentum + now * (1 - momentum), old, new)


def _loss(logits: Any, targets: Any) -> Any:
    return -(targets * jax.nn.log_softmax(with_no_digit(logits))).sum(axis=1).mean()


def one_step(bases: Arrays, size: int, states: dict[str, Any], inputs: tuple[Any, ...]) -> tuple[Any, Any]:
    """Trains all networks on one batch; returns their states and the losses of the deep networks."""
    key, step, share, rate = inputs
    pictures, labels = batch_of(bases, key, share > AS_IT_IS_FROM, size)
    hard = jax.nn.one_hot(labels, 11) * (1 - LABEL_SMOOTHING) + LABEL_SMOOTHING / 11

    def mean_of_all(_: Any) -> Any:
        logits = jax.lax.map(
            lambda state: deep(state["averaged"], state["averaged running"], pictures, False)[0],
            states["deep"],
        )
        return jax.nn.softmax(jax.vmap(with_no_digit)(logits)).mean(axis=0)

    soft = jax.lax.cond(share > TAUGHT_BY_ALL_FROM, mean_of_all, lambda _: hard, 0)
    targets = 0.5 * hard + 0.5 * soft

    def member(state: dict[str, Arrays]) -> tuple[dict[str, Arrays], Any]:
        def loss_of(weights: Arrays) -> tuple[Any, Arrays]:
            logits, running = deep(weights, state["running"], pictures, True)
            return _loss(logits, targets), running

        (loss, running), gradient = jax.value_and_grad(loss_of, has_aux=True)(state["weights"])
        return improved(state, gradient, running, step, rate, DECAY["deep"]), loss

    after, losses = jax.lax.map(member, states["deep"])
    results = {"deep": after}
    others: dict[str, Callable[[Arrays, Any], Any]] = {"simple": simple, "dense": dense}
    for name, network in others.items():
        state = states[name]
        gradient = jax.grad(lambda weights, network=network: _loss(network(weights, pictures), targets))(
            state["weights"]
        )
        results[name] = improved(state, gradient, {}, step, rate, DECAY[name])
    return results, losses


def starting_states(members: int = MEMBERS) -> dict[str, Any]:
    """Returns the states of all networks before the first step; those of the deep networks are stacked."""
    several = [new_state(new_deep(np.random.default_rng(40 + number))) for number in range(members)]
    states = {
        "deep": jax.tree.map(lambda *arrays: np.stack(arrays), *several),
        "simple": new_state(new_simple(np.random.default_rng(5))),
        "dense": new_state(new_dense(np.random.default_rng(6))),
    }
    return jax.tree.map(jnp.array, states)


def packed(states: dict[str, Any], steps: int, seconds: float) -> bytes:
    """Packs the averaged weights of all networks in the form that `recipes.digit_weights` reads."""
    found = {"steps": np.asarray(steps), "seconds": np.asarray(seconds)}
    for name, state in jax.device_get(states).items():
        for path, array in (state["averaged"] | state["averaged running"]).items():
            found[f"{name}/{path}"] = array.astype(np.float16) if path.endswith("kernel") else array
    file = io.BytesIO()
    np.savez_compressed(file, **found)
    return file.getvalue()


def train(bases: Arrays, seconds: float, path: Path, size: int = BATCH, at_once: int = STEPS_AT_ONCE) -> int:
    """Trains for a given time; returns the number of steps.

    Args:
        bases: What `recipes.digit_bases.bases` returns.
        seconds: Time from the call until the last file is written.
        path: File to which the weights are written.
        size: Number of pictures in a batch.
        at_once: Number of steps between two checks of the clock.
    """
    began = time.monotonic()
    states, data = starting_states(), on_device(bases)

    @partial(jax.jit, donate_argnums=0)
    def some_steps(states: Any, data: Arrays, key: Any, first: Any, share: Any, rate: Any) -> Any:
        inputs = (
            jax.random.split(key, at_once),
            first + jnp.arange(at_once, dtype=jnp.float32),
            jnp.full(at_once, share),
            jnp.full(at_once, rate),
        )
        return jax.lax.scan(partial(one_step, data, size), states, inputs)

    key, steps, saved, compiled = jax.random.key(99), 0, began, None
    reserve = min(RESERVE_S, seconds / 4)
    while time.monotonic() - began < seconds - reserve:
        share = 0.0
        if compiled is not None:
            share = (time.monotonic() - compiled) / (seconds - reserve - (compiled - began))
        warm = min(1.0, (steps + 1) / 200)
        rate = PEAK_LEARNING_RATE * warm * max(0.004, 0.5 * (1 + np.cos(np.pi * min(1.0, share))))
        key, part = jax.random.split(key)
        numbers = (jnp.float32(steps + 1), jnp.float32(share), jnp.float32(rate))
        states, losses = some_steps(states, data, part, *numbers)
        print(steps, round(time.monotonic() - began, 1), np.asarray(losses).mean(axis=0).round(4), flush=True)
        steps, compiled = steps + at_once, compiled or time.monotonic()
        if time.monotonic() - saved > CHECKPOINT_S:
            write_whole(path, packed(states, steps, time.monotonic() - began))
            saved = time.monotonic()
    write_whole(path, packed(states, steps, time.monotonic() - began))
    return steps


def main() -> None:
    """Trains with the arguments of the command line."""
    with np.load(sys.argv[1]) as file:
        bases = {name: file[name] for name in file.files}
    folder = Path(sys.argv[3])
    folder.mkdir(parents=True, exist_ok=True)
    print(train(bases, float(sys.argv[2]), folder / "digits.npz"), "steps")


if __name__ == "__main__":
    with exit_in_a_sentence():
        main()
