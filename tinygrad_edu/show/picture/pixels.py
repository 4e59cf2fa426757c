"""Heat maps and small images of arrays, each a PNG inside the source of a picture.

In a map an entry below 0 is orange and one above 0 blue, the stronger the further from 0; 0 has no
colour, so that the ground shows, in the light theme and in the dark one.
"""

from __future__ import annotations

import binascii
import math
import re
import struct
import zlib
from html import escape
from pathlib import Path

import numpy as np

from ...engine.arrays import Array
from .style import COLOURS, Theme

SIDE, LARGEST = 28, 64  # pixels: an image of the handwritten digits, and the largest side of a map
DATA, MAPS, IN_A_ROW = 10, 16, 8  # images that are shown of data and of all else, and in a row
ALONE, AMONG, ENTRY = 64, 30, 8  # points: the side of a map, one of many maps, one entry at most
IMAGE = re.compile(r"<!--(.+?) base64,(\S+)-->.*?<!---->")  # in a source, around what stands for it
FILE = re.compile(rb'(<image xlink:href=")[^"]*?(\d+)\.png')  # in an SVG


def tiles(array: Array, is_data: bool) -> tuple[Array, bool] | None:
    """The maps of an array, (n, height, width), and whether they are images.

    They are the last two axes of a large array, a whole matrix, or rows of 784 = 28 × 28.  Images
    in colour are (n, height, width, 3).  None where an entry would be too small to be seen.
    """
    is_image = array.ndim == 4 or array.shape[-2:] == (SIDE, SIDE)
    if is_data and array.ndim == 4 and array.shape[1] == 3:
        found = array.transpose(0, 2, 3, 1)
    else:
        found = np.atleast_2d(array if array.ndim < 3 else np.squeeze(array))
        if SIDE**2 in found.shape and found.ndim == 2:
            is_image, found = True, found if found.shape[1] == SIDE**2 else found.T
            found = found.reshape(-1, SIDE, SIDE)
        found = found.reshape(math.prod(found.shape[:-2]), *found.shape[-2:])
    step = -(-max(found.shape[1:3]) // LARGEST) if is_data and is_image else 1
    found = found[:, ::step, ::step]
    small = found.size and max(found.shape[1:3]) <= LARGEST
    return (found, is_data and is_image) if small else None


def coloured(array: Array, is_image: bool) -> Array:
    """An RGBA pixel for each entry: grey from the least to the greatest, or by its sign."""
    finite = np.isfinite(array)
    values = np.where(finite, array, 0.0).astype(np.float64)
    values /= np.abs(values).max() or 1.0
    pixels = np.full((*array.shape[:3], 4), 255.0)
    colours = ("negative", "positive", "warning")
    below, above, odd = ([*bytes.fromhex(COLOURS[name][0][1:])] for name in colours)
    if is_image:
        low, high = values.min(), values.max()
        grey = np.round(255 * (values - low) / ((high - low) or 1.0))
        pixels[..., :3] = grey if array.ndim == 4 else grey[..., None]
    else:
        pixels[..., :3] = np.where(values[..., None] < 0, below, above)
        pixels[..., 3] = np.round(32 * np.abs(values)) / 32 * 255  # few levels, for a small file
    pixels[~finite.reshape(*array.shape[:3], -1).all(-1)] = [*odd, 255]
    return pixels.astype(np.uint8)


def embedded(array: Array, is_data: bool, theme: Theme, instead: str) -> tuple[str, str]:
    """The array as an image in a source, and how many maps it shows if that is not all.

    `instead` is a table that stands for the image where there is only the source.
    """
    found = tiles(array, is_data)
    if found is None:
        return instead, ""
    maps, is_image = found
    n = min(len(maps), DATA if is_image else MAPS)
    rows = math.ceil(n / IN_A_ROW)
    columns = math.ceil(n / rows)
    pixels = coloured(maps[:n], is_image)
    height, width = pixels.shape[1:3]
    size = min(max(max(AMONG, ALONE // columns) // max(height, width), 1), ENTRY)
    pixels = pixels.repeat(max(size, ENTRY // height), 1).repeat(max(size, ENTRY // width), 2)
    gap = 1 + size // 3  # a line on the right of each map and below it
    lines = [(0, rows * columns - n), (0, gap), (0, gap), (0, 0)]
    pixels = np.pad(pixels, lines, constant_values=150)
    height, width = pixels.shape[1:3]
    pixels = pixels.reshape(rows, columns, height, width, 4).swapaxes(1, 2)
    pixels = pixels.reshape(rows * height, columns * width, 4)[:-gap, :-gap]
    height, width = pixels.shape[:2]
    text = binascii.b2a_base64(png(pixels), newline=False).decode()
    look = (
        f'FIXEDSIZE="TRUE" WIDTH="{width + 2}" HEIGHT="{height + 2}" CELLPADDING="0" BORDER="1" '
        f'COLOR="{theme["data-header"]}" BGCOLOR="{theme["page"]}"'
    )
    note = f"the first {n} of {len(maps):,}" if n < len(maps) else ""
    return f"<!--{look} base64,{text}-->{instead}<!---->", note


def png(pixels: Array) -> bytes:
    """A PNG file of RGBA pixels, (height, width, 4): a byte for each, if 256 colours are enough."""
    height, width = pixels.shape[:2]

    def chunk(kind: bytes, data: bytes) -> bytes:
        ends = struct.pack(">I", len(data)), struct.pack(">I", zlib.crc32(kind + data))
        return ends[0] + kind + data + ends[1]

    words = np.ascontiguousarray(pixels).view(np.uint32)  # a number for each pixel: quick to sort
    found, numbers = np.unique(words, return_inverse=True)
    colours = found.view(np.uint8).reshape(-1, 4)
    few = len(colours) <= 256
    lines = (numbers.astype(np.uint8) if few else pixels).reshape(height, -1)
    lines = np.pad(lines, [(0, 0), (1, 0)])  # each after its filter, none
    parts = [chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 3 if few else 6, 0, 0, 0))]
    if few:
        parts += [chunk(b"PLTE", colours[:, :3].tobytes()), chunk(b"tRNS", colours[:, 3].tobytes())]
    parts += [chunk(b"IDAT", zlib.compress(lines.tobytes(), 9)), chunk(b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def without_images(source: str) -> str:
    """A source that anyone can draw: of images, it has what stands for them."""
    return re.sub("<!--.*?-->", "", source)


def with_files(source: str, folder: str) -> tuple[str, list[str]]:
    """A source whose images are files in the folder, 0.png, 1.png, …; and these in base64."""
    files: list[str] = []

    def named(image: re.Match[str]) -> str:
        path = Path(folder, f"{len(files)}.png")
        path.write_bytes(binascii.a2b_base64(image[2]))
        files.append(image[2])
        cell = f'<TD {image[1]}><IMG SCALE="BOTH" SRC="{escape(path.as_posix())}"/></TD>'
        return f'<TABLE BORDER="0" CELLSPACING="0"><TR>{cell}</TR></TABLE>'

    return IMAGE.sub(named, source), files


def with_data(svg: bytes, images: list[str]) -> bytes:
    """An SVG that holds its images instead of naming their files."""
    return FILE.sub(lambda k: k[1] + b"data:image/png;base64," + images[int(k[2])].encode(), svg)
