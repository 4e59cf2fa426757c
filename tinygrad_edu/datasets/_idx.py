"""IDX, the file format of MNIST: a type, the sizes of the axes, then the numbers.

    byte 0, 1    zero
    byte 2       the type of the numbers
    byte 3       the number of axes
    then         the size of each axis, 4 bytes, big-endian
    then         the numbers, big-endian, the last axis varying fastest

Source: LeCun, Cortes and Burges, The MNIST database of handwritten digits, "The IDX file format".
"""

from __future__ import annotations

import io
import math
import os

import numpy as np

from ..engine.arrays import Array

TYPES = {0x08: ">u1", 0x09: ">i1", 0x0B: ">i2", 0x0C: ">i4", 0x0D: ">f4", 0x0E: ">f8"}
CHUNK = 1 << 20
DEFLATE_RATIO = 1032  # the highest compression of gzip: 258 bytes to 2 bits


def load_idx(path: str | os.PathLike[str]) -> Array:
    """The array in an IDX file, which may be compressed with gzip.

    The array is writable and in the byte order of the machine.  Raises a FileNotFoundError if
    there is no file, and a ValueError if the file is not exactly one whole array.
    """
    path = os.fspath(path)
    if not os.path.isfile(path):
        if os.path.exists(path):
            raise ValueError(f"{path}: a folder or device, not a file; give the path of a file")
        raise FileNotFoundError(f"{path}: there is no such file; check the path for a typo")
    with open(path, "rb") as file:
        size = os.path.getsize(path)
        compressed = file.read(2) == b"\x1f\x8b"
        file.seek(0)
        if not compressed:
            return _read_idx(file, path, size)
        import gzip
        import zlib

        try:
            return _read_idx(gzip.GzipFile(fileobj=file), path, size * DEFLATE_RATIO)
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            raise ValueError(
                f"{path}: the gzip file is cut or damaged ({error}); "
                "download it again, and compare its size with the original's"
            ) from error


def _read_idx(stream: io.BufferedIOBase, path: str, most: int) -> Array:
    """The array in a stream that can hold at most `most` bytes."""
    magic = stream.read(4)
    if len(magic) < 4:
        raise ValueError(
            f"{path}: {len(magic)} bytes, but an IDX file begins with 4; download it again"
        )
    if magic[:2] != b"\0\0" or magic[2] not in TYPES:
        raise ValueError(
            f"{path}: begins with {magic!r}, but an IDX file begins with two zero bytes and the "
            f"type of its numbers, one of {', '.join(map(hex, TYPES))}{_guess(magic)}"
        )
    dtype = np.dtype(TYPES[magic[2]])
    ndim = magic[3]
    if ndim > 64:
        raise ValueError(f"{path}: {ndim} axes, but an array has at most 64; is this an IDX file?")
    header = stream.read(4 * ndim)
    if len(header) < 4 * ndim:
        raise ValueError(
            f"{path}: cut inside the header: {ndim} axes need {4 * ndim} bytes of sizes, "
            f"but there are {len(header)}; download the file again"
        )
    shape = tuple(np.frombuffer(header, ">u4").tolist())  # Python integers do not overflow
    needed = math.prod(shape) * dtype.itemsize
    what = f"{shape} numbers of {dtype.itemsize} bytes need {needed} bytes"
    if needed > most:
        raise ValueError(f"{path}: {what}, but the file is too small for them; download it again")
    data = bytearray()  # grows with the data that is really there, not with the header's claim
    while len(data) < needed and (chunk := stream.read(min(CHUNK, needed - len(data)))):
        data += chunk
    if len(data) < needed:
        raise ValueError(f"{path}: {what}, but there are only {len(data)}; download the file again")
    if stream.read(1):
        raise ValueError(f"{path}: {what}, but there are more; download the file again")
    try:
        array = np.frombuffer(data, dtype).reshape(shape)
    except ValueError:  # (2^31, 2^31, 2^31, 0): no numbers, but the sizes are too large
        raise ValueError(f"{path}: no array can have the shape {shape}") from None
    if dtype.isnative:
        return array
    return array.byteswap(inplace=True).view(dtype.newbyteorder("="))


def _guess(magic: bytes) -> str:
    if magic.lstrip()[:1] in (b"<", b"{"):
        return "; this looks like a web page: the download got an error page instead of the file"
    return "; give it the path of an IDX file"
