"""Honest files of four formats, and ways to damage them: with and without mending the checksums."""

from __future__ import annotations

import gzip
import io
import json
import re
import struct
import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np

import tinygrad_edu as tg

Rng = np.random.Generator

SIZES = [0, 1, 255, 2**15, 2**16 - 1, 2**31 - 1, 2**31, 2**32 - 1, 2**40, 2**63 - 1, 2**64 - 1]
WORDS = [b"../", b"\\..\\", b"/etc/x.npy", b"__reduce__", b"O", b"|O", b"<html>", b"\0", b"NaN"]


# --- honest files -----------------------------------------------------------------------------


def model() -> tg.nn.Module:
    """The network whose weights are on the disk."""
    rng = np.random.default_rng(7)
    return tg.nn.Sequential(
        tg.nn.Linear(4, 3, rng=rng), tg.nn.BatchNorm1d(3), tg.nn.Linear(3, 2, rng=rng)
    )


def npz(folder: Path) -> bytes:
    """A checkpoint: weights, a step and a generator."""
    rng = np.random.default_rng(1).bit_generator.state
    tg.save(folder / "honest.npz", model=model().state_dict(), step=3, rng=rng, lr=(0.1, "x", None))
    return (folder / "honest.npz").read_bytes()


def compressed(folder: Path) -> bytes:
    """What NumPy itself writes."""
    stream = io.BytesIO()
    np.savez_compressed(stream, **model().state_dict())
    return stream.getvalue()


def safetensors(folder: Path) -> bytes:
    """The weights alone."""
    tg.save(folder / "honest.safetensors", **model().state_dict())
    return (folder / "honest.safetensors").read_bytes()


def idx(folder: Path) -> bytes:
    """Five images."""
    pixels = np.random.default_rng(2).integers(0, 256, (5, 4, 3), np.uint8)
    return bytes([0, 0, 8, 3]) + struct.pack(">3I", *pixels.shape) + pixels.tobytes()


HONEST: dict[str, Callable[[Path], bytes]] = {
    "weights.npz": npz,
    "numpy.npz": compressed,
    "weights.safetensors": safetensors,
    "images.idx": idx,
    "images.idx.gz": lambda folder: gzip.compress(idx(folder)),
}


# --- damage to bytes --------------------------------------------------------------------------


def cut(data: bytes, rng: Rng) -> bytes:
    return data[: rng.integers(len(data) + 1)]


def flip(data: bytes, rng: Rng) -> bytes:
    damaged = bytearray(data)
    for place in rng.integers(max(len(data), 1), size=rng.integers(1, 9)):
        if damaged:
            damaged[place] ^= 1 << int(rng.integers(8))
    return bytes(damaged)


def fill(data: bytes, rng: Rng) -> bytes:
    start, end = span(data, rng)
    return data[:start] + bytes([rng.choice([0, 0xFF, 0x20, 0x7F])]) * (end - start) + data[end:]


def remove(data: bytes, rng: Rng) -> bytes:
    start, end = span(data, rng)
    return data[:start] + data[end:]


def repeat(data: bytes, rng: Rng) -> bytes:
    start, end = span(data, rng)
    return data[:end] + data[start:end] * int(rng.integers(1, 50)) + data[end:]


def noise(data: bytes, rng: Rng) -> bytes:
    start, _ = span(data, rng)
    return data[:start] + rng.bytes(int(rng.integers(1, 200))) + data[start:]


def huge(data: bytes, rng: Rng) -> bytes:
    """A size of 2, 4 or 8 bytes becomes an extreme one, in either byte order."""
    width, place = int(rng.choice([2, 4, 8])), int(rng.integers(len(data) + 1))
    number = SIZES[rng.integers(len(SIZES))] % 256**width
    return (
        data[:place]
        + number.to_bytes(width, str(rng.choice(["big", "little"])))  # type: ignore[arg-type]
        + data[place + width :]
    )


def word(data: bytes, rng: Rng) -> bytes:
    place = int(rng.integers(len(data) + 1))
    text = WORDS[rng.integers(len(WORDS))]
    return data[:place] + text + data[place + int(rng.integers(2)) * len(text) :]


def digits(data: bytes, rng: Rng) -> bytes:
    """A number in text, such as an axis in a header, becomes an extreme one."""
    found = list(re.finditer(rb"\d+", data))
    if not found:
        return huge(data, rng)
    match = found[rng.integers(len(found))]
    number = str(SIZES[rng.integers(len(SIZES))] * int(rng.choice([1, -1]))).encode()
    return data[: match.start()] + number + data[match.end() :]


def span(data: bytes, rng: Rng) -> tuple[int, int]:
    start = int(rng.integers(len(data) + 1))
    return start, min(len(data), start + int(rng.integers(1, 64)))


TO_BYTES = [cut, flip, fill, remove, repeat, noise, huge, word, digits]


# --- damage to the content, in a container that is whole --------------------------------------


def members(data: bytes, rng: Rng) -> bytes:
    """One member of an archive, or its name, is damaged, and the archive is written anew."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        content = {name: archive.read(name) for name in archive.namelist()}
    name = str(rng.choice(sorted(content)))
    way = rng.integers(6)
    if way == 0:
        content[digits(name.encode(), rng).decode("latin1")] = content.pop(name)
    elif way == 1:
        del content[name]
    elif way == 2:
        content[str(rng.choice(["../x.npy", "a/../../x.npy", "x.pkl", "tree.json"]))] = b"{}"
    else:
        content[name] = damaged(content[name], rng)
    stream = io.BytesIO()
    kind = int(rng.choice([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED]))
    with zipfile.ZipFile(stream, "w", kind) as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for member, text in content.items():
            archive.writestr(member, text)
    return stream.getvalue()


def unpacked(data: bytes, rng: Rng) -> bytes:
    """What is inside of gzip is damaged, and compressed again: the checksum is right."""
    return gzip.compress(damaged(gzip.decompress(data), rng), 1)


def bomb(data: bytes, rng: Rng) -> bytes:
    """Much more behind what is there, and very small."""
    return gzip.compress(gzip.decompress(data)) + gzip.compress(bytes(1 << 22)) * 20


def header(data: bytes, rng: Rng) -> bytes:
    """The JSON in front of a .safetensors file, with its length set right."""
    length = int.from_bytes(data[:8], "little")
    text = damaged(data[8 : 8 + length], rng)
    if rng.integers(2):
        tree = json.loads(data[8 : 8 + length])
        entry = tree[str(rng.choice(sorted(tree.keys() - {"__metadata__"})))]
        part = str(rng.choice(["shape", "data_offsets"]))
        entry[part] = [SIZES[rng.integers(len(SIZES))] for _ in range(rng.integers(70))]
        text = json.dumps(tree).encode()
    return len(text).to_bytes(8, "little") + text + data[8 + length :]


INSIDE = {"npz": [members], "safetensors": [header], "gz": [unpacked, unpacked, bomb], "idx": []}


def damaged(data: bytes, rng: Rng) -> bytes:
    """The bytes after one or two accidents."""
    for _ in range(rng.integers(1, 3)):
        data = TO_BYTES[rng.integers(len(TO_BYTES))](data, rng)
    return data


def one_of(name: str, data: bytes, rng: Rng) -> bytes:
    """A damaged file of a format: about half of them with a container that is whole."""
    inside = INSIDE[name.rsplit(".", 1)[1]]
    if inside and rng.integers(2):
        return inside[rng.integers(len(inside))](data, rng)
    return damaged(data, rng)
