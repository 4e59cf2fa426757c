"""Weights as .safetensors, through the library of that name."""

import sys

import numpy as np
import pytest

import tinygrad_edu as tg
from tinygrad_edu.nn import BatchNorm2d, Conv2d, Sequential

KINDS = ["?", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "f2", "f4", "f8"]


@pytest.fixture
def file(tmp_path):
    return tmp_path / "weights.safetensors"


class TestWithTheLibrary:
    @pytest.fixture(autouse=True)
    def library(self):
        return pytest.importorskip("safetensors.numpy")

    def test_a_network_comes_back_bit_for_bit(self, file):
        one, other = (Sequential(Conv2d(1, 2, 3), BatchNorm2d(2)) for _ in range(2))
        one(np.random.default_rng(0).normal(size=(4, 1, 5, 5)))
        tg.save(file, **one.state_dict())
        other.load_state_dict(tg.load(file))
        for name, array in one.state_dict().items():
            np.testing.assert_array_equal(other.state_dict()[name], array, err_msg=name)

    @pytest.mark.parametrize("kind", KINDS)
    @pytest.mark.parametrize("shape", [(), (0, 3), (2, 3)], ids=["number", "empty", "matrix"])
    def test_dtype_and_shape_are_kept_and_arrays_are_writable(self, file, kind, shape):
        array = np.random.default_rng(0).integers(0, 2, shape).astype(kind)
        tg.save(file, x=array)
        found = tg.load(file)["x"]
        assert (found.dtype, found.shape, found.flags.writeable) == (array.dtype, shape, True)
        np.testing.assert_array_equal(found, array)

    def test_any_layout_and_byte_order_is_stored_and_tensors_too(self, file):
        array = np.arange(12.0).reshape(3, 4)
        forms = {"T": array.T, "back": array[::-1, ::2], "big": array.astype(">f4")}
        tg.save(file, **forms, tensor=tg.Tensor(array))
        found = tg.load(str(file))
        for name, form in forms.items():
            np.testing.assert_array_equal(found[name], form, err_msg=name)
        np.testing.assert_array_equal(found["tensor"], array)
        assert found["big"].dtype == np.float32

    def test_the_library_alone_reads_and_writes_the_same(self, file, library):
        tg.save(file, **{"0.weight": np.ones((2, 3))})
        np.testing.assert_array_equal(library.load_file(file)["0.weight"], np.ones((2, 3)))
        library.save_file({"a": np.arange(3)}, file)
        np.testing.assert_array_equal(tg.load(file)["a"], [0, 1, 2])

    @pytest.mark.parametrize(
        "value",
        [{"w": np.ones(2)}, 3, None, [1.0], np.ones(2, complex), np.array(["a"]), np.float64(1)],
        ids=["dict", "number", "None", "list", "complex", "text", "scalar"],
    )
    def test_what_is_no_array_of_numbers_is_named_and_the_old_file_stays(self, file, value):
        tg.save(file, w=np.ones(2))
        with pytest.raises(TypeError, match=r"save: model .*model\.state_dict\(\).*\.npz"):
            tg.save(file, w=np.zeros(2), model=value)
        np.testing.assert_array_equal(tg.load(file)["w"], [1, 1])

    def test_a_damaged_file_is_refused(self, file):
        tg.save(file, w=np.ones(20))
        content = file.read_bytes()
        for damaged in (b"", b"junk" * 50, content[:-1], content[5:], content + b"x"):
            file.write_bytes(damaged)
            with pytest.raises(ValueError, match=r"damaged, or not a \.safetensors"):
                tg.load(file)

    def test_a_missing_file_is_named(self, file):
        with pytest.raises(FileNotFoundError, match=r"weights\.safetensors is not a file"):
            tg.load(file)


def test_without_the_library_the_error_says_how_to_install_it(file, monkeypatch):
    monkeypatch.setitem(sys.modules, "safetensors", None)
    monkeypatch.setitem(sys.modules, "safetensors.numpy", None)
    with pytest.raises(ImportError, match=r"pip install safetensors; .*\.npz"):
        tg.save(file, w=np.ones(2))
    assert not file.exists()
    file.write_bytes(b"")
    with pytest.raises(ImportError, match="pip install safetensors"):
        tg.load(file)
