"""Weights on disk: nested dicts of arrays and numbers in one `.npz`, which runs nothing.

Each array is a member of the archive, 0.npy, 1.npy, …; tree.json holds all the rest, with
{"dict": {…}} for a dict, {"tuple": […]} for a tuple, {"array": "0"} for an array and
{"scalar": "0"} for a NumPy scalar.  Numbers, strings, lists and None stand for themselves.

A path that ends in .safetensors is written and read in that format, through the library of that
name: one flat dict of arrays, which other frameworks can read, too.
"""

from __future__ import annotations

import contextlib
import math
import os
from collections.abc import Iterator
from typing import IO, Any

import numpy as np

from .arrays import Array
from .keywords import explain_keywords
from .tensor import Tensor

TREE, SAFETENSORS = "tree.json", ".safetensors"
PORTABLE = {"f2", "f4", "f8", "b1", "u1", "u2", "u4", "u8", "i1", "i2", "i4", "i8"}
DEEPEST = 100


def save(path: str | os.PathLike[str], /, *unnamed: Any, **state: Any) -> None:
    """Write dicts, lists and tuples of arrays, Tensors, numbers, strings and None to a file.

    `load` gives all of it back, a Tensor as the array of its values.  Into a .safetensors file go
    arrays alone: save("model.safetensors", **model.state_dict()).  The finished file takes the
    place of an old one in one step: whatever happens before, the old one stays whole.  Raises a
    TypeError that names the keys of what cannot be stored.

    >>> import tempfile
    >>> path = tempfile.mkdtemp() + "/training.npz"
    >>> rng = np.random.default_rng(0)
    >>> save(path, weights={"w": np.ones(3)}, step=7, rng=rng.bit_generator.state)
    >>> load(path)["weights"]
    {'w': array([1., 1., 1.])}
    """
    import json
    import zipfile

    if unnamed:
        raise TypeError("save: give what is saved a name: save(path, model=model.state_dict())")
    path = os.fspath(path)
    if path.endswith(SAFETENSORS):
        content = _safetensors().save({k: _flat(value, k) for k, value in state.items()})
        with replacing(path) as file:
            file.write(content)
        return
    arrays: list[Array] = []
    tree = json.dumps({"dict": {key: _take(value, key, arrays) for key, value in state.items()}})
    with replacing(path) as file, zipfile.ZipFile(file, "w") as archive:
        archive.writestr(zipfile.ZipInfo(TREE), tree)  # ZipInfo: no clock, so same state, same file
        for i, array in enumerate(arrays):
            with archive.open(f"{i}.npy", "w", force_zip64=True) as member:
                np.lib.format.write_array(member, array, allow_pickle=False)


def _take(value: Any, key: str, arrays: list[Array], depth: int = 0) -> Any:
    """The value as JSON; its arrays are moved to `arrays`."""
    if depth > DEEPEST:
        raise ValueError(f"save: {key[:60]}… is nested too deeply; does it contain itself?")
    if type(value) in (bool, int, float, str, type(None)):
        return value
    if isinstance(value, dict):
        if odd := [k for k in value if type(k) is not str]:
            raise TypeError(f"save: {key} has the key {odd[0]!r}; keys must be strings")
        return {"dict": {k: _take(v, f"{key}[{k!r}]", arrays, depth + 1) for k, v in value.items()}}
    if type(value) in (list, tuple):
        items = [_take(v, f"{key}[{i}]", arrays, depth + 1) for i, v in enumerate(value)]
        return items if type(value) is list else {"tuple": items}
    if isinstance(value, Tensor):
        value = value.data
    scalar = isinstance(value, np.generic)
    if not (scalar or type(value) is np.ndarray) or value.dtype.hasobject:
        raise TypeError(
            f"save: {key} ({type(value).__name__} {getattr(value, 'dtype', '')}) cannot be stored; "
            "give arrays of numbers, numbers, strings, None, and dicts, lists and tuples of them: "
            "of a layer its .state_dict(), of rng its .bit_generator.state"
        )
    arrays.append(np.asarray(value))
    return {"scalar" if scalar else "array": str(len(arrays) - 1)}


def _flat(value: Any, key: str) -> Array:
    """The array as a .safetensors file holds it: rows one after the other, low bytes first."""
    value = value.data if isinstance(value, Tensor) else value
    if not isinstance(value, np.ndarray) or value.dtype.str[1:] not in PORTABLE:
        given = f"{value.dtype} array" if isinstance(value, np.ndarray) else type(value).__name__
        raise TypeError(
            f"save: {key} ({given}) is no array that a .safetensors file can hold; give it one "
            "flat dict, save(path, **model.state_dict()), or take the suffix .npz"
        )
    return np.array(value, value.dtype.newbyteorder("<"), order="C")


def _safetensors() -> Any:
    """The library's part for NumPy."""
    try:
        import safetensors.numpy
    except ImportError:
        raise ImportError(
            "a .safetensors file needs the library of that name: pip install safetensors; "
            "or take the suffix .npz, which needs none"
        ) from None
    return safetensors.numpy


@contextlib.contextmanager
def replacing(path: str) -> Iterator[IO[bytes]]:
    """A new file that takes the place of `path` once it is whole, and else vanishes."""
    folder = os.path.dirname(path) or "."
    if not os.path.isdir(folder):
        raise FileNotFoundError(f"save: there is no folder {folder}; make it with os.makedirs")
    temporary = os.path.join(folder, f".{os.urandom(8).hex()}.tmp")
    try:  # a file without a name, of which nothing stays when the process is killed
        new: int | str = os.open(folder, os.O_TMPFILE | os.O_WRONLY, 0o666)
    except (AttributeError, OSError):  # not every system has them
        new = temporary
    try:
        with open(new, "xb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
            if new != temporary:
                os.link(f"/proc/self/fd/{new}", temporary, src_dir_fd=file.fileno())
        os.replace(temporary, path)
    finally:
        with contextlib.suppress(FileNotFoundError):
            os.remove(temporary)


@explain_keywords
def load(path: str | os.PathLike[str]) -> dict[str, Any]:
    """What `save` wrote, in the same nested dicts; of any other file, a flat dict of its arrays.

    Raises a FileNotFoundError when there is no file, and a ValueError when it is damaged, is
    something else, or would need pickle: nothing in the file is ever run.
    """
    path = os.fspath(path)
    if not os.path.isfile(path):
        raise FileNotFoundError(f"load: {path} is not a file; look at the path for a typo")
    library = _safetensors() if path.endswith(SAFETENSORS) else None
    kind = SAFETENSORS if library else ".npz"
    with open(path, "rb") as file:
        try:
            if library is None:
                return _read(file)
            with library.safe_open(path, framework="np") as tensors:  # one by one: no second copy
                return {name: tensors.get_tensor(name) for name in tensors.keys()}  # noqa: SIM118
        except Exception as error:  # whatever zipfile, json and NumPy raise for damaged bytes
            raise ValueError(f"load: {path} is damaged or no {kind} of arrays: {error}") from error


def _read(file: IO[bytes]) -> dict[str, Any]:
    import json
    import zipfile

    with zipfile.ZipFile(file) as archive:
        infos = archive.infolist()
        members = {info.filename: info for info in infos}
        if len(members) < len(infos) or min((info.header_offset for info in infos), default=0):
            raise ValueError("two members have one name, or something stands before the first")
        most = os.fstat(file.fileno()).st_size
        if any(info.compress_type for info in infos):
            most = 100 * most + (64 << 20)  # what savez_compressed may unpack to; a bomb is more
        if sum(info.file_size for info in infos) > most:
            raise ValueError(f"its members claim to hold more than {most} bytes")
        tree = members.pop(TREE, None)
        for name in members:
            if not name.endswith(".npy") or "\\" in name or {"", ".."} & {*name.split("/")}:
                raise ValueError(f"the member {name!r} is not an array")
        arrays = {name[:-4]: _read_array(archive, member) for name, member in members.items()}
        if tree is None:
            return arrays
        with archive.open(tree) as stream:
            text = stream.read(tree.file_size)  # never more, whatever it would unpack to
        state = _put(json.loads(text), arrays)
    if type(state) is not dict or arrays:
        raise ValueError(f"{TREE} and the arrays beside it do not fit together")
    return state


def _read_array(archive: Any, member: Any) -> Array:
    """The array in a member, whose header must claim exactly what is there."""
    form = np.lib.format
    with archive.open(member) as stream:
        plain = form.read_magic(stream) == (1, 0)
        header = form.read_array_header_1_0 if plain else form.read_array_header_2_0
        shape, _, dtype = header(stream)
        needed, there = math.prod(shape) * dtype.itemsize, member.file_size - stream.tell()
    if dtype.hasobject:
        raise ValueError(f"{member.filename} holds Python objects, which would need pickle")
    if needed != there:
        raise ValueError(f"{member.filename}: {shape} of {dtype} needs {needed} bytes, not {there}")
    with archive.open(member) as stream:  # again, from the start
        return form.read_array(stream, allow_pickle=False)


def _put(tree: Any, arrays: dict[str, Array]) -> Any:
    """The value of which `_take` made the tree; each array is taken from `arrays` once."""
    if type(tree) is list:
        return [_put(item, arrays) for item in tree]
    if type(tree) is not dict:
        return tree
    ((kind, content),) = tree.items()
    if kind == "dict":
        return {key: _put(value, arrays) for key, value in content.items()}
    if kind == "tuple":
        return tuple(_put(item, arrays) for item in content)
    array = arrays.pop(content)
    return {"array": array, "scalar": array[()]}[kind]
