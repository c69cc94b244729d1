"""Ways to damage bytes of any format; all choices come from the given random number generator."""

from collections.abc import Callable
from random import Random

# Numbers at which counts and lengths tend to fail.
_EDGES = (0, 1, 2, 127, 128, 255, 256, 32_767, 32_768, 65_535, 2**24 - 1, 2**31 - 1, 2**31, 2**32 - 1)


def flip_bits(data: bytes, random: Random) -> bytes:
    """Flips one to sixteen bits."""
    changed = bytearray(data)
    for _ in range(random.randint(1, 16)):
        changed[random.randrange(len(changed))] ^= 1 << random.randrange(8)
    return bytes(changed)


def replace_bytes(data: bytes, random: Random) -> bytes:
    """Overwrites a short piece with random bytes."""
    start = random.randrange(len(data))
    piece = random.randbytes(random.randint(1, 32))
    return data[:start] + piece[: len(data) - start] + data[start + len(piece) :]


def truncate(data: bytes, random: Random) -> bytes:
    """Cuts off the end."""
    return data[: random.randrange(len(data))]


def remove_piece(data: bytes, random: Random) -> bytes:
    """Removes a piece."""
    start, end = sorted(random.randrange(len(data) + 1) for _ in range(2))
    return data[:start] + data[min(end, start + random.choice((1, 4, 64, 4096))) :]


def repeat_piece(data: bytes, random: Random) -> bytes:
    """Repeats a piece, once or many times."""
    start = random.randrange(len(data))
    piece = data[start : start + random.choice((1, 4, 12, 64, 1024))]
    return data[:start] + piece * random.choice((2, 3, 100)) + data[start:]


def swap_pieces(data: bytes, random: Random) -> bytes:
    """Swaps two adjacent pieces, like chunks in the wrong order."""
    first, second, third = sorted(random.randrange(len(data) + 1) for _ in range(3))
    return data[:first] + data[second:third] + data[first:second] + data[third:]


def set_number(data: bytes, random: Random) -> bytes:
    """Overwrites two or four bytes, mostly near the start, with a number at which lengths tend to fail."""
    size = random.choice((2, 4))
    start = random.randrange(len(data) if random.random() < 0.3 else min(len(data), 256))
    number = random.choice(_EDGES) % 256**size
    piece = number.to_bytes(size, random.choice(("little", "big")))
    return (data[:start] + piece + data[start + size :])[: max(len(data), 1)]


MUTATORS: tuple[Callable[[bytes, Random], bytes], ...] = (
    flip_bits,
    replace_bytes,
    truncate,
    remove_piece,
    repeat_piece,
    swap_pieces,
    set_number,
    set_number,
)


def mutate(data: bytes, random: Random) -> bytes:
    """Damages bytes in one to four ways."""
    for _ in range(random.choice((1, 1, 1, 2, 3, 4))):
        if data:
            data = random.choice(MUTATORS)(data, random)
    return data


def splice(one: bytes, other: bytes, random: Random) -> bytes:
    """Joins the beginning of one input to the end of another."""
    return one[: random.randrange(len(one) + 1)] + other[random.randrange(len(other) + 1) :]
