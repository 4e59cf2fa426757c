"""Numbers in print: one format for all entries of an array, and a summary of a big one."""

from __future__ import annotations

import math

import numpy as np

from ...engine.arrays import Array

LARGEST = 4  # rows and columns of an array whose entries are all shown


def is_small(array: Array) -> bool:
    """Whether every entry is shown."""
    return array.ndim <= 2 and max(array.shape, default=1) <= LARGEST and array.size > 0


def grid(array: Array) -> list[list[str]]:
    """The numbers of a small array, row by row."""
    texts = numbers(array)
    columns = array.shape[-1] if array.ndim else 1
    return [texts[k : k + columns] for k in range(0, len(texts), columns)]


def cells(array: Array) -> list[list[str]]:
    """The rows of a small array; of a big one its mean and deviation, least and greatest."""
    if is_small(array):
        return grid(array)
    shape = " × ".join(map(str, array.shape))
    return [[f"{shape}: {' · '.join(statistics(array))}"]] if array.size else [["empty"]]


def statistics(array: Array) -> list[str]:
    """`mean · std` and `min · max`, and how many numbers are not finite."""
    values = np.asarray(array, dtype=np.float64)
    lines, odd = [], values.size - np.isfinite(values).sum()
    if odd < values.size:
        mean, std, low, high = map(number, facts(values))
        lines = [f"mean {mean} · std {std}", f"min {low} · max {high}"]
    if odd:
        lines.append(f"{odd:,} are nan or ∞")
    return lines


def facts(values: Array) -> list[float]:
    """The mean, deviation, least and greatest of the finite numbers; nothing of none."""
    finite = values[np.isfinite(values)]
    if not finite.size:
        return []
    low, high = finite.min(), finite.max()
    scale = max(-low, high) if max(-low, high) > 1e150 else 1.0  # whose square would overflow
    part = finite / scale
    mean = part.mean() if abs(part.mean()) > 1e-13 * np.abs(part).max() else 0.0  # rounding alone
    return [float(x) for x in (mean * scale, part.std() * scale, low, high)]


def numbers(array: Array) -> list[str]:
    """The entries, in row-major order and in one format: three digits, fewer if that is exact.

    >>> numbers(np.array([0.4, -0.25, 0.0])), numbers(np.array([3.0, 12.0]))
    (['0.40', '−0.25', '0.00'], ['3', '12'])
    """
    values = np.asarray(array).reshape(-1)
    if values.dtype.kind == "b":
        return [str(bool(v)) for v in values]
    if values.dtype.kind in "iu":
        return [str(v).replace("-", "−") for v in values.tolist()]
    tolerance = 8 * float(np.finfo(values.dtype).eps)
    floats = values.astype(np.float64)
    finite = np.abs(floats[np.isfinite(floats)])
    largest = float(finite.max(initial=0.0))
    if largest and (largest >= 1e5 or largest < 1e-3):
        return [scientific(v) for v in floats.tolist()]
    decimals = min(max(2 - math.floor(math.log10(largest)), 0), 4) if largest else 0
    for fewer in range(decimals):
        rounded = np.round(finite, fewer)
        if np.all(np.abs(finite - rounded) <= tolerance * np.maximum(finite, 1e-3)):
            decimals = fewer
            break
    return [decimal(v, decimals) for v in floats.tolist()]


def number(value: float) -> str:
    """One number, as `numbers` writes it."""
    return numbers(np.array(value, dtype=np.float64))[0]


def decimal(value: float, decimals: int) -> str:
    """With a true minus sign, and never −0."""
    if not math.isfinite(value):
        return unusual(value)
    text = f"{value:.{decimals}f}"
    return text.lstrip("-") if float(text) == 0 else text.replace("-", "−")


def scientific(value: float) -> str:
    """1.4e−4."""
    if not math.isfinite(value) or value == 0:
        return unusual(value) if value else "0"
    digits, _, exponent = f"{value:.1e}".partition("e")
    power = f"e{int(exponent)}" if int(exponent) else ""
    return f"{digits.removesuffix('.0')}{power}".replace("-", "−")


def unusual(value: float) -> str:
    """nan, ∞ and −∞."""
    return "nan" if math.isnan(value) else "∞" if value > 0 else "−∞"
