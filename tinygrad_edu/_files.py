"""Weights on disk: nested dicts of arrays and numbers in one `.npz`; loading it runs no code.

Each array is a member of the archive, 0.npy, 1.npy, …; tree.json holds everything else, with
{"dict": {…}} for a dict, {"tuple": […]} for a tuple, {"array": "0"} for an array and
{"scalar": "0"} for a NumPy scalar.  Numbers, strings, lists and None are written as they are.

A path that ends in .safetensors is written and read in that format, with the library of that
name: one flat dict of arrays, which other frameworks can read, too.
"""

from __future__ import annotations

import contextlib
import io
import math
import os
import stat
from collections.abc import Callable, Iterator
from typing import IO, Any

import numpy as np

from ._pytorch.keywords import explain_keywords
from ._tensor import Tensor
from .engine.arrays import Array
from .engine.messages import one_line

TREE, SAFETENSORS = "tree.json", ".safetensors"
PORTABLE = {"f2", "f4", "f8", "b1", "u1", "u2", "u4", "u8", "i1", "i2", "i4", "i8"}
DEEPEST = 100
DESCRIPTORS = "/proc/self/fd"


def save(path: str | os.PathLike[str], /, *unnamed: Any, **state: Any) -> None:
    """Write dicts, lists and tuples of arrays, Tensors, numbers, strings and None to a file.

    `load` returns all of it, a Tensor as the array of its values.  A .safetensors file can hold
    only arrays: save("model.safetensors", **model.state_dict()).  The finished file replaces an
    old one in one step; if anything fails before that, the old file stays whole.  Raises a
    TypeError that names the key of a value that cannot be stored.

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
        raise TypeError("save: give each value a name: save(path, model=model.state_dict())")
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
            raise TypeError(f"save: {one_line(key)} has the key {odd[0]!r}; keys must be strings")
        return {"dict": {k: _take(v, f"{key}[{k!r}]", arrays, depth + 1) for k, v in value.items()}}
    if type(value) in (list, tuple):
        items = [_take(v, f"{key}[{i}]", arrays, depth + 1) for i, v in enumerate(value)]
        return items if type(value) is list else {"tuple": items}
    if isinstance(value, Tensor):
        value = value.data
    scalar = isinstance(value, np.generic)
    if not (scalar or type(value) is np.ndarray) or value.dtype.hasobject:
        raise TypeError(
            f"save: {one_line(key)} ({type(value).__name__} {getattr(value, 'dtype', '')}) cannot "
            "be stored; give arrays of numbers, numbers, strings, None, and dicts, lists and "
            "tuples of them: for a layer its .state_dict(), for rng its .bit_generator.state"
        )
    arrays.append(np.asarray(value))
    return {"scalar" if scalar else "array": str(len(arrays) - 1)}


def _flat(value: Any, key: str) -> Array:
    """The array in the form of a .safetensors file: row-major and little-endian."""
    value = value.data if isinstance(value, Tensor) else value
    if not isinstance(value, np.ndarray) or value.dtype.str[1:] not in PORTABLE:
        given = f"{value.dtype} array" if isinstance(value, np.ndarray) else type(value).__name__
        raise TypeError(
            f"save: {one_line(key)} ({given}) cannot be stored in a .safetensors file; give "
            "one flat dict of arrays, save(path, **model.state_dict()), or use the suffix .npz"
        )
    return np.array(value, value.dtype.newbyteorder("<"), order="C")


def _safetensors() -> Any:
    """The library's module for NumPy."""
    try:
        import safetensors.numpy
    except ImportError:
        raise ImportError(
            "a .safetensors file needs the library of that name: pip install safetensors; "
            "or use the suffix .npz, which needs no library"
        ) from None
    return safetensors.numpy


@contextlib.contextmanager
def replacing(path: str) -> Iterator[IO[bytes]]:
    """A new file that replaces `path` once it is complete, or is deleted if anything fails.

    It keeps the permissions of the old file.  A symbolic link stays, and points to the new file.
    A device or a named pipe cannot be replaced, so it is written to.
    """
    path = os.path.realpath(path)
    folder, name = os.path.split(path)
    if not os.path.isdir(folder):
        raise FileNotFoundError(f"save: there is no folder {folder}; create it with os.makedirs")
    old = os.stat(path).st_mode if os.path.exists(path) else None
    if old is not None and not stat.S_ISREG(old) and not stat.S_ISDIR(old):
        whole = io.BytesIO()  # zipfile needs seek, which they do not support
        yield whole
        with open(path, "wb") as device:
            device.write(whole.getvalue())
        return
    temporary = os.path.join(folder, f".{name[:50]}.{os.urandom(8).hex()}.tmp")
    new = _without_a_name(folder) or temporary
    try:
        with open(new, "xb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
            if new != temporary:
                os.link(f"{DESCRIPTORS}/{new}", temporary, src_dir_fd=file.fileno())
        if old is not None:
            os.chmod(temporary, stat.S_IMODE(old))
        os.replace(temporary, path)
    finally:
        with contextlib.suppress(FileNotFoundError):
            os.remove(temporary)


def _without_a_name(folder: str) -> int | None:
    """A new file in the folder that disappears if the process is killed.

    None if the system has no such files, or no folder of descriptors through which to name them.
    """
    if not os.path.isdir(DESCRIPTORS):
        return None
    try:
        return os.open(folder, os.O_TMPFILE | os.O_WRONLY, 0o666)
    except (AttributeError, OSError):
        return None


@explain_keywords
def load(path: str | os.PathLike[str]) -> dict[str, Any]:
    """The state that `save` wrote, as the same nested dicts; for other files, a dict of arrays.

    Raises a FileNotFoundError if there is no file, and a ValueError if it is damaged, is something
    else, or would need pickle: nothing in the file is ever run.
    """
    path = os.fspath(path)
    if not os.path.isfile(path):
        near = [os.path.splitext(path)[0], f"{path}.npz", f"{path}{SAFETENSORS}"]
        there = next(filter(os.path.isfile, near), None)
        advice = f"there is {there}" if there else "check the path for a typo"
        raise FileNotFoundError(f"load: {path} is not a file; {advice}")
    library = _safetensors() if path.endswith(SAFETENSORS) else None
    kind = SAFETENSORS if library else ".npz"
    with open(path, "rb") as file:
        try:
            if library is None:
                return _read(file)
            with library.safe_open(path, framework="np") as tensors:  # one by one: no second copy
                return {name: tensors.get_tensor(name) for name in tensors.keys()}  # noqa: SIM118
        except Exception as error:  # whatever zipfile, json and NumPy raise for damaged bytes
            file.seek(0)
            other = _other_format(path, file.read(10), error)
            raise ValueError(
                f"load: {path} is damaged, or not a {kind} file of arrays: {one_line(error)}{other}"
            ) from error


PYTORCH = (
    "; a PyTorch file is a pickle, which is not opened here: in PyTorch, write "
    'safetensors.torch.save_file(model.state_dict(), "model.safetensors")'
)
PICKLE = (
    "; a pickle can run any program, so tinygrad_edu does not open it: save arrays with tg.save"
)
NPY = "; to read one NumPy array, use np.load(path)"
HDF5 = "; to read HDF5, which Keras writes, use the library h5py"
BY_SUFFIX = {
    ".npy": NPY, ".pt": PYTORCH, ".pth": PYTORCH, ".ckpt": PYTORCH,
    ".pkl": PICKLE, ".pickle": PICKLE, ".joblib": PICKLE, ".h5": HDF5, ".keras": HDF5,
}  # fmt: skip
BY_START = {
    b"\x93NUMPY": NPY, b"\x80": PICKLE, b"\x89HDF": HDF5,
    b"\0\0\x08": "; to read an IDX file, use tg.datasets.load_idx(path)",
}  # fmt: skip


def _other_format(path: str, start: bytes, error: Exception) -> str:
    """Advice for a file in another format: what it seems to be, and what reads it."""
    if "data.pkl" in str(error):  # the member of PyTorch's archives, whatever they are called
        return PYTORCH
    if words := BY_SUFFIX.get(os.path.splitext(path)[1].lower()):
        return words
    if start[8:10] == b'{"' and not path.endswith(SAFETENSORS):
        return "; it looks like a .safetensors file: rename it to end in .safetensors"
    return next((words for magic, words in BY_START.items() if start.startswith(magic)), "")


def _read(file: IO[bytes]) -> dict[str, Any]:
    import json
    import zipfile

    with zipfile.ZipFile(file) as archive:
        infos = archive.infolist()
        members = {info.filename: info for info in infos}
        first = min((info.header_offset for info in infos), default=archive.start_dir)
        if len(members) < len(infos) or first:
            raise ValueError("two members have the same name, or there are bytes before the first")
        most = os.fstat(file.fileno()).st_size
        if any(info.compress_type for info in infos):
            most = 100 * most + (64 << 20)  # enough for savez_compressed; a bomb unpacks to more
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
            text = stream.read(tree.file_size)  # never more, even if it would unpack to more
        state = _put(json.loads(text), arrays)
    if type(state) is not dict or arrays:
        raise ValueError(f"{TREE} does not match the arrays in the file")
    return state


def _read_array(archive: Any, member: Any) -> Array:
    """The array in a member; its header must claim exactly the size that is there."""
    form = np.lib.format
    with archive.open(member) as stream:
        plain = form.read_magic(stream) == (1, 0)
        header = form.read_array_header_1_0 if plain else form.read_array_header_2_0
        shape, _, dtype = header(stream)
        needed = math.prod(shape) * dtype.itemsize
        there = member.file_size - stream.tell()
    if dtype.hasobject:
        raise ValueError(f"{member.filename} holds Python objects, which would need pickle")
    if needed != there:
        raise ValueError(f"{member.filename}: {shape} of {dtype} needs {needed} bytes, not {there}")
    with archive.open(member) as stream:  # again, from the start
        return form.read_array(stream, allow_pickle=False)


def _put(tree: Any, arrays: dict[str, Array]) -> Any:
    """The inverse of `_take`: the value for a tree; each array is taken from `arrays` once."""
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


def write_kind(path: Any, kinds: tuple[str, ...], made: Callable[[str], bytes], hint: str) -> None:
    """Write a file of one of these kinds, which its name ends with: the whole file, or nothing."""
    path = os.fspath(path)
    if os.path.isdir(path):
        raise IsADirectoryError(f"save: {path} is a folder; name the file in it, name.{kinds[0]}")
    kind = os.path.splitext(path)[1].lower().removeprefix(".")
    if kind not in kinds:
        *others, last = (f".{kind}" for kind in kinds)
        raise ValueError(
            f"save: {os.path.basename(path)!r} does not say what to write; end it with "
            f"{', '.join(others)} or {last}{hint}"
        )
    data = made(kind)
    with replacing(path) as file:
        file.write(data)
