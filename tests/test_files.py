import io
import json
import os
import pickle
import re
import signal
import stat
import subprocess
import sys
import threading
import time
import tracemalloc
import warnings
import zipfile

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

import tinygrad_edu as tg
from tinygrad_edu import _files as files
from tinygrad_edu._files import load, save


@pytest.fixture
def file(tmp_path):
    return tmp_path / "weights.npz"


@pytest.fixture(scope="module")
def scratch(tmp_path_factory):
    return tmp_path_factory.mktemp("scratch") / "weights.npz"


def same(x, y):
    """Whether two values are alike in type, dtype, shape and every bit, all the way down."""
    if type(x) is not type(y):
        return False
    if isinstance(x, dict):
        return list(x) == list(y) and all(same(x[key], y[key]) for key in x)
    if isinstance(x, list | tuple):
        return len(x) == len(y) and all(map(same, x, y))
    if isinstance(x, np.ndarray | np.generic):
        return (x.dtype, x.shape, x.tobytes()) == (y.dtype, y.shape, y.tobytes())
    return repr(x) == repr(y)  # nan is nan, -0.0 is not 0.0


def refusal(path, error=ValueError):
    """The message with which the file is refused, which must name it."""
    with pytest.raises(error) as caught:
        load(path)
    assert type(caught.value) is error
    assert str(path) in str(caught.value)
    return str(caught.value)


def npy(array, **kwargs):
    stream = io.BytesIO()
    np.lib.format.write_array(stream, array, **kwargs)
    return stream.getvalue()


def write_zip(path, members, compression=zipfile.ZIP_STORED):
    with zipfile.ZipFile(path, "w", compression) as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of a name that comes twice
        for name, content in members:
            archive.writestr(name, content)


# --- what is saved comes back ---

arrays = hnp.arrays(
    st.sampled_from(
        ["?", "i1", "<i8", ">i4", "u8", "f2", "<f4", ">f8", "c16", "S3", "<U2", "M8[s]"]
    ),
    hnp.array_shapes(min_dims=0, min_side=0, max_side=3),
)
leaves = st.none() | st.booleans() | st.integers() | st.floats() | st.text() | arrays
trees = st.recursive(
    leaves | arrays.filter(lambda array: array.size > 0).map(lambda array: array.reshape(-1)[0]),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.lists(inner, max_size=4).map(tuple)
        | st.dictionaries(st.text(), inner, max_size=4)
    ),
    max_leaves=10,
)


@settings(deadline=None)  # a disk may be slow
@given(state=st.dictionaries(st.text().filter(lambda key: key != "path"), trees, max_size=4))
def test_saved_values_keep_their_type_dtype_and_every_bit(scratch, state):
    save(scratch, **state)
    assert same(load(scratch), state)


def test_keys_may_be_any_strings(file):
    keys = ["", "a/b", "../up", "a.b", "tree.json", "path", "0", "file", "☃", "\0", "dict", "array"]
    state = {key: {key: np.array(i)} for i, key in enumerate(keys)}
    save(file, **state)
    assert same(load(file), state)


def test_an_array_of_one_number_and_a_number_are_kept_apart(file):
    state = {"x": [1, 1.0, True, np.array(1), np.array(1.0), np.float32(1), np.int64(1), np.True_]}
    save(file, **state)
    assert same(load(file), state)


@pytest.mark.parametrize("layout", ["C", "F"])
def test_any_layout_is_stored_and_comes_back_writable(file, layout):
    x = np.asarray(np.random.default_rng(0).random((6, 4)), order=layout)
    save(file, whole=x, part=x[::-2, ::3], wide=np.broadcast_to(x, (2, 6, 4)))
    back = load(file)
    np.testing.assert_array_equal(back["whole"], x)
    np.testing.assert_array_equal(back["part"], x[::-2, ::3])
    np.testing.assert_array_equal(back["wide"], [x, x])
    for array in back.values():
        array += 1


def test_a_tensor_comes_back_as_the_array_of_its_values(file):
    save(file, w=tg.Tensor([1.0, 2.0], requires_grad=True), layers=[tg.Tensor(3.0)])
    assert same(load(file), {"w": np.array([1.0, 2.0]), "layers": [np.array(3.0)]})


@pytest.mark.parametrize("kind", ["PCG64", "PCG64DXSM", "MT19937", "Philox", "SFC64"])
def test_a_generator_goes_on_as_if_it_had_never_stopped(file, kind):
    rng = np.random.Generator(getattr(np.random, kind)(7))
    rng.integers(0, 9, 3, dtype=np.int32)  # leaves half a number in store
    save(file, rng=rng.bit_generator.state)
    again = np.random.Generator(getattr(np.random, kind)())
    again.bit_generator.state = load(file)["rng"]
    for dtype in (np.int32, np.int64):
        np.testing.assert_array_equal(
            again.integers(0, 99, 9, dtype=dtype), rng.integers(0, 99, 9, dtype=dtype)
        )


def test_the_same_state_makes_the_same_bytes(tmp_path, monkeypatch):
    save(tmp_path / "a", x=np.ones(3), n=1)
    monkeypatch.setattr(time, "localtime", lambda *_: time.gmtime(2_000_000_000))
    save(tmp_path / "b", x=np.ones(3), n=1)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_numpy_alone_can_open_the_file(file):
    save(file, w=np.arange(3))
    with np.load(file, allow_pickle=False) as archive:
        np.testing.assert_array_equal(archive["0"], np.arange(3))
        assert json.loads(archive["tree.json"]) == {"dict": {"w": {"array": "0"}}}


def test_the_file_is_written_to_exactly_the_path_given(tmp_path, monkeypatch):
    save(tmp_path / "no extension", x=1)
    monkeypatch.chdir(tmp_path)
    save("relative.pt", x=2)
    assert sorted(os.listdir()) == ["no extension", "relative.pt"]
    assert load("relative.pt") == {"x": 2}


@pytest.mark.skipif(os.name != "posix", reason="permissions are POSIX's")
def test_others_may_read_the_file_as_any_other(file, tmp_path):
    (tmp_path / "other").write_text("", "utf-8")
    save(file, x=1)
    assert file.stat().st_mode == (tmp_path / "other").stat().st_mode


# --- what save refuses ---


def itself():
    state = {}
    state["again"] = [state]
    return state


def list_of_itself():
    state = [1]
    state.append(state)
    return state


@pytest.mark.parametrize(
    ("value", "error", "says"),
    [
        (np.array([1, None]), TypeError, r"state\['layers'\]\[1\] \(ndarray object\)"),
        (np.array([(1, None)], "i4, O"), TypeError, r"state\['layers'\]\[1\]"),
        (object(), TypeError, r"state\['layers'\]\[1\] \(object"),
        (np.ma.array([1, 2], mask=[0, 1]), TypeError, "MaskedArray"),
        (np.random.default_rng(0), TypeError, r"bit_generator\.state"),
        (b"bytes", TypeError, "bytes"),
        (1j, TypeError, "complex"),
        ({1: 2}, TypeError, r"state\['layers'\]\[1\] has the key 1; keys must be strings"),
        (itself(), ValueError, "contain itself"),
        (list_of_itself(), ValueError, "contain itself"),
    ],
)
def test_a_value_that_cannot_be_stored_is_named_and_nothing_is_written(
    tmp_path, value, error, says
):
    with pytest.raises(error, match=says):
        save(tmp_path / "x.npz", state={"layers": [0, value]})
    assert not list(tmp_path.iterdir())


def test_a_missing_folder_is_named(tmp_path):
    with pytest.raises(FileNotFoundError, match="nowhere"):
        save(tmp_path / "nowhere" / "x.npz", x=1)


def test_a_folder_is_not_replaced(tmp_path):
    (tmp_path / "x").mkdir()
    with pytest.raises(OSError, match="x"):
        save(tmp_path / "x", x=1)
    assert os.listdir(tmp_path) == ["x"]


# --- saving is all or nothing ---


@pytest.fixture(params=["unnamed", "named", "without /proc"])
def way(request, monkeypatch):
    """With and without the system's help for files that have no name yet."""
    if request.param == "named":
        monkeypatch.delattr(os, "O_TMPFILE", raising=False)
    if request.param == "without /proc":
        monkeypatch.setattr(files, "DESCRIPTORS", "/nowhere/self/fd")


@pytest.mark.promise(32)
@pytest.mark.usefixtures("way")
@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt()])
@pytest.mark.parametrize("place", ["os.fsync", "os.replace", "numpy.lib.format.write_array"])
def test_a_save_that_fails_leaves_the_old_file_and_nothing_else(file, monkeypatch, place, error):
    save(file, x=np.zeros(1000), n=1)
    before = file.read_bytes()

    def fail(*_args, **_kwargs):
        raise error

    with monkeypatch.context() as patch:
        patch.setattr(place, fail)
        with pytest.raises(type(error)):
            save(file, x=np.ones(1000), n=2)
    assert file.read_bytes() == before
    assert os.listdir(file.parent) == [file.name]
    save(file, n=3)
    assert load(file) == {"n": 3}


@pytest.mark.promise(32)
@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs a device that is always full")
def test_a_full_disk_leaves_the_old_file(file, monkeypatch):
    save(file, n=1)
    monkeypatch.delattr(os, "O_TMPFILE", raising=False)
    real = open
    monkeypatch.setattr("builtins.open", lambda _path, _mode: real("/dev/full", "wb", 0))
    with pytest.raises(OSError, match="No space left"):
        save(file, x=np.ones(1000))
    monkeypatch.undo()
    assert load(file) == {"n": 1}
    assert os.listdir(file.parent) == [file.name]


DYING = """
import os, sys, time
import numpy as np
from tinygrad_edu._files import save

def wait(*_):
    print("writing", flush=True)
    time.sleep(60)

os.fsync = wait
save(sys.argv[1], x=np.ones(100_000))
"""


@pytest.mark.promise(32)
@pytest.mark.skipif(not hasattr(os, "O_TMPFILE"), reason="needs files without a name")
@pytest.mark.parametrize("end", ["SIGKILL", "SIGTERM"])
def test_a_process_that_is_killed_leaves_the_old_file_and_nothing_else(file, end):
    save(file, n=1)
    with subprocess.Popen([sys.executable, "-c", DYING, file], stdout=subprocess.PIPE) as process:
        assert process.stdout.readline() == b"writing\n"
        process.send_signal(getattr(signal, end))
        assert process.wait(10) == -getattr(signal, end)
    assert load(file) == {"n": 1}
    assert os.listdir(file.parent) == [file.name]


# --- onto what is there ---

posix = pytest.mark.skipif(os.name != "posix", reason="permissions and devices of POSIX")


@posix
@pytest.mark.usefixtures("way")
@pytest.mark.parametrize("mode", [0o600, 0o640, 0o444])
def test_a_file_keeps_its_permissions(file, mode):
    save(file, n=1)
    file.chmod(mode)
    save(file, n=2)
    assert (load(file), stat.S_IMODE(file.stat().st_mode)) == ({"n": 2}, mode)


@pytest.mark.usefixtures("way")
@pytest.mark.parametrize("there", [True, False])
def test_a_symbolic_link_stays_and_leads_to_the_new_file(tmp_path, there):
    link, real = tmp_path / "newest.npz", tmp_path / "runs" / "7.npz"
    real.parent.mkdir()
    if there:
        save(real, n=1)
    try:
        link.symlink_to(real)
    except OSError:
        pytest.skip("this system makes no symbolic links")
    save(link, n=2)
    assert link.is_symlink()
    assert load(real) == load(link) == {"n": 2}
    assert os.listdir(real.parent) == ["7.npz"]


@posix
def test_a_device_stays_a_device(tmp_path):
    save(os.devnull, n=1)
    assert stat.S_ISCHR(os.stat(os.devnull).st_mode)
    link = tmp_path / "null.npz"
    link.symlink_to(os.devnull)
    save(link, x=np.ones(3))
    assert link.is_symlink()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_named_pipe_takes_what_is_written(tmp_path, file):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = threading.Thread(target=lambda: file.write_bytes(pipe.read_bytes()), daemon=True)
    reader.start()
    save(pipe, x=np.arange(3), n=1)
    reader.join(10)
    assert stat.S_ISFIFO(pipe.stat().st_mode)
    assert load(file)["x"].tolist() == [0, 1, 2]


def test_a_file_that_a_kill_left_behind_tells_whose_it_was(file, monkeypatch):
    monkeypatch.setattr(files, "DESCRIPTORS", "/nowhere/self/fd")
    seen = []
    monkeypatch.setattr(os, "fsync", lambda _: seen.extend(os.listdir(file.parent)))
    save(file, n=1)
    (name,) = seen
    assert re.fullmatch(r"\.weights\.npz\.[0-9a-f]{16}\.tmp", name)


def test_a_name_as_long_as_it_may_be_is_saved(tmp_path):
    path = tmp_path / ("ü" * 125 + ".npz")
    try:
        path.touch()
    except (OSError, UnicodeEncodeError):
        pytest.skip("names here are shorter, or ASCII")
    save(path, n=1)
    assert load(path) == {"n": 1}


# --- what load refuses ---


OTHER_FORMATS = {
    "array.npy": (npy(np.ones(3)), "np.load"),
    "array": (npy(np.ones(3)), "np.load"),
    "old.pt": (pickle.dumps([1]), "PyTorch file is a pickle"),
    "model.PTH": (b"PK\3\4", "safetensors.torch.save_file"),
    "state.pkl": (b"(lp0\n.", "a pickle can run any program"),
    "state": (pickle.dumps([1]), "a pickle can run any program"),
    "keras.h5": (b"\x89HDF\r\n", "h5py"),
    "digits": (b"\0\0\x08\1\0\0\0\0", "load_idx"),
    "tensors.npz": (b"\x10" + bytes(7) + b'{"w": {}}', "rename it to end in .safetensors"),
    "text.npz": (b"hello", "damaged, or not a .npz"),
}


@pytest.mark.parametrize("name", OTHER_FORMATS)
def test_a_file_of_another_format_says_what_reads_it(tmp_path, name):
    content, words = OTHER_FORMATS[name]
    (tmp_path / name).write_bytes(content)
    assert words in refusal(tmp_path / name)


def test_an_archive_of_pytorch_is_known_by_what_is_inside(file):
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("archive/data.pkl", pickle.dumps(1))
    assert "PyTorch file is a pickle" in refusal(file)


def test_a_file_of_nearly_that_name_is_named(tmp_path):
    save(tmp_path / "w", n=1)
    assert f"there is {tmp_path / 'w'}" in refusal(tmp_path / "w.npz", FileNotFoundError)
    save(tmp_path / "v.npz", n=1)
    assert f"there is {tmp_path / 'v.npz'}" in refusal(tmp_path / "v", FileNotFoundError)


def test_an_empty_archive_is_empty_and_one_with_an_empty_end_is_damaged(file):
    with zipfile.ZipFile(file, "w"):
        pass
    assert load(file) == {}
    end = file.read_bytes()
    save(file, w=np.ones(3))
    file.write_bytes(file.read_bytes() + end)
    assert "damaged" in refusal(file)


def test_a_missing_file_and_a_folder_are_named(tmp_path):
    refusal(tmp_path / "nothing", FileNotFoundError)
    refusal(tmp_path, FileNotFoundError)


class Payload:
    """Unpickling it makes a file: the sign that a stranger's code has run."""

    def __init__(self, sign):
        self.sign = sign

    def __reduce__(self):
        return open, (self.sign, "w")


@pytest.mark.promise(31)
def test_nothing_in_a_file_is_ever_run(file, tmp_path):
    sign = tmp_path / "it ran"
    bomb = np.array([Payload(str(sign))], object)
    file.write_bytes(pickle.dumps(bomb))
    refusal(file)
    np.savez(file, w=bomb)
    assert "pickle" in refusal(file)
    tree = json.dumps({"dict": {"w": {"array": "0"}}})
    write_zip(file, [("tree.json", tree), ("0.npy", npy(bomb))])
    assert "pickle" in refusal(file)
    write_zip(file, [("archive/data.pkl", pickle.dumps(bomb))])
    assert "not an array" in refusal(file)
    write_zip(file, [("0.npy", pickle.dumps(bomb))])
    refusal(file)
    assert not sign.exists()
    pickle.loads(pickle.dumps(bomb)).item().close()
    assert sign.exists()  # had it been run, it would have been seen


@pytest.mark.promise(31)
def test_a_file_cut_at_any_byte_is_refused(file):
    inner = io.BytesIO()
    np.savez(inner, x=np.arange(3))  # an archive within the archive, whose end is a whole one's
    save(file, w=np.frombuffer(inner.getvalue(), np.uint8), b=np.ones(3), lr=0.1)
    content = file.read_bytes()
    for length in range(len(content)):
        file.write_bytes(content[:length])
        refusal(file)


def test_a_flipped_bit_is_refused_or_harmless(file):
    state = {"layer": {"w": np.arange(6.0).reshape(2, 3)}, "step": 7, "best": np.float32(0.5)}
    save(file, **state)
    content = file.read_bytes()
    refused = 0
    for i in range(8 * len(content)):
        flipped = bytearray(content)
        flipped[i // 8] ^= 1 << i % 8
        file.write_bytes(flipped)
        try:
            back = load(file)
        except ValueError:
            refused += 1
        else:
            assert same(back, state), i
    assert refused > 4 * len(content)  # the rest are the clock, the system and the rights


@settings(deadline=None)  # a disk may be slow
@given(junk=st.binary(max_size=300))
def test_junk_is_refused(scratch, junk):
    scratch.write_bytes(junk)
    refusal(scratch)


@pytest.mark.parametrize(
    "name",
    ["../../evil.npy", "/etc/evil.npy", "a\\..\\evil.npy", "a//b.npy", "notes.txt", "x.npy/"],
)
def test_hostile_and_strange_names_are_refused(file, name):
    write_zip(file, [(name, npy(np.ones(3)))])
    assert "not an array" in refusal(file)


def test_two_members_of_one_name_are_refused(file):
    write_zip(file, [("w.npy", npy(np.ones(3))), ("w.npy", npy(np.zeros(3)))])
    assert "two members have the same name" in refusal(file)


def test_an_archive_behind_something_else_is_refused(file):
    save(file, n=1)
    file.write_bytes(b"#!/bin/sh\n" + file.read_bytes())
    assert "before the first" in refusal(file)


@pytest.mark.parametrize(
    "tree",
    [
        "",
        "nonsense",
        "[" * 100_000,
        '{"dict":' * 50_000,
        "null",
        "[]",
        '{"array": "0"}',
        "{}",
        '{"dict": {}}',
        '{"dict": []}',
        '{"dict": {"w": {"array": "1"}}}',
        '{"dict": {"w": {"array": ["0"]}}}',
        '{"dict": {"w": {"pickle": "0"}}}',
        '{"dict": {"w": {"array": "0", "scalar": "0"}}}',
        '{"dict": {"w": {"array": "0"}, "v": {"array": "0"}}}',
        b"\xff\xfe\xfd",
    ],
)
def test_a_tree_that_does_not_fit_is_refused(file, tree):
    write_zip(file, [("tree.json", tree), ("0.npy", npy(np.ones(3)))])
    refusal(file)


def header(dtype, shape):
    """The 128 bytes before the numbers of an .npy."""
    text = f"{{'descr': '{dtype}', 'fortran_order': False, 'shape': {shape}, }}"
    return b"\x93NUMPY\1\0" + (118).to_bytes(2, "little") + text.ljust(117).encode() + b"\n"


@pytest.mark.parametrize(
    ("dtype", "shape"),
    [
        ("<f8", (10**12,)),
        ("<f8", (2**31, 2**31, 4)),  # in 64 bits this product times 8 is 0
        ("<f8", (2,)),
        ("<f8", (4,)),
        ("<f8", (-1, -3)),
        ("<f8", (3, 0)),
        ("<f8", "3"),
        ("<f8", "(" * 50),
        ("<f4", (3,)),
        ("<U1000000000", (3,)),
        ("nonsense", (3,)),
    ],
)
@pytest.mark.parametrize("compression", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_an_array_that_claims_another_size_is_refused_at_no_cost(file, dtype, shape, compression):
    write_zip(file, [("w.npy", header("<f8", (3,)) + bytes(24))], compression)
    np.testing.assert_array_equal(load(file)["w"], np.zeros(3))
    write_zip(file, [("w.npy", header(dtype, shape) + bytes(24))], compression)
    tracemalloc.start()
    refusal(file)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 4 << 20


def test_a_member_that_claims_more_than_the_archive_holds_is_refused(file):
    write_zip(file, [("w.npy", header("<f8", (10**8,)) + bytes(24))])
    honest = (128 + 24).to_bytes(4, "little")
    content = file.read_bytes()
    assert content.count(honest * 2) == 2
    file.write_bytes(content.replace(honest * 2, (128 + 8 * 10**8).to_bytes(4, "little") * 2))
    tracemalloc.start()
    assert "claim to hold more than" in refusal(file)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 4 << 20


def test_a_zip_bomb_is_refused_at_no_cost(file):
    zeros = header("<f8", (300 << 17,)) + bytes(300 << 20)
    write_zip(file, [("w.npy", zeros)], zipfile.ZIP_DEFLATED)
    assert file.stat().st_size < 1 << 20
    tracemalloc.start()
    start = time.process_time()
    assert "claim to hold more than" in refusal(file)
    assert time.process_time() - start < 1
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 4 << 20


def test_a_tree_that_claims_less_than_it_unpacks_to_is_refused_at_no_cost(file):
    tree = b'{"dict": {}}' + bytes(200 << 20)
    write_zip(file, [("tree.json", tree)], zipfile.ZIP_DEFLATED)
    content = file.read_bytes()
    honest = len(tree).to_bytes(4, "little")
    assert content.count(honest) == 2
    file.write_bytes(content.replace(honest, (12).to_bytes(4, "little")))
    tracemalloc.start()
    assert "CRC" in refusal(file)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 4 << 20


def test_a_wrong_checksum_is_refused(file):
    save(file, w=np.zeros(1000))
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)
    assert "CRC" in refusal(file)


# --- files of others ---


@pytest.mark.parametrize("write", [np.savez, np.savez_compressed])
def test_an_npz_of_numpy_is_a_flat_dict_of_its_arrays(file, write):
    state = {"w": np.ones((3, 4), np.float32), "a/b": np.array(7), "empty": np.zeros((0, 2))}
    write(file, **state)
    assert same(load(file), state)


def test_a_compressed_npz_of_much_the_same_numbers_is_no_bomb(file):
    np.savez_compressed(file, w=np.zeros((1000, 1000)))
    assert load(file)["w"].shape == (1000, 1000)


def test_an_empty_npz_is_an_empty_dict(file):
    np.savez(file)
    assert load(file) == {}
    save(file)
    assert load(file) == {}


@pytest.mark.parametrize("version", [(1, 0), (2, 0), (3, 0)])
def test_every_version_of_numpys_header_is_read(file, version):
    write_zip(file, [("w.npy", npy(np.arange(3), version=version))])
    np.testing.assert_array_equal(load(file)["w"], np.arange(3))
