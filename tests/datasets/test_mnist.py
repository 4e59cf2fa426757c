import gzip
import hashlib
import shutil
import struct
from pathlib import Path

import numpy as np
import pytest

import tinygrad_edu as tg
from tinygrad_edu.datasets import _digits as digits
from tinygrad_edu.datasets import mnist, one_hot

NAMES = (
    "train-images-idx3-ubyte",
    "train-labels-idx1-ubyte",
    "t10k-images-idx3-ubyte",
    "t10k-labels-idx1-ubyte",
)


def idx(array):
    return (
        struct.pack(f">BBBB{array.ndim}I", 0, 0, 8, array.ndim, *array.shape)
        + array.astype(np.uint8).tobytes()
    )


@pytest.fixture
def small(tmp_path):
    """Another data set of the same names: 3 and 2 images of 2 by 4 pixels."""
    rng = np.random.default_rng(0)
    for name, shape in zip(NAMES, [(3, 2, 4), (3,), (2, 2, 4), (2,)], strict=True):
        (tmp_path / name).write_bytes(idx(rng.integers(0, 256 if len(shape) > 1 else 10, shape)))
    return tmp_path


@pytest.fixture(scope="module")
def shipped():
    return mnist(dtype=np.float32)


def test_there_are_60000_and_10000_digits_of_784_pixels(shipped):
    (images, labels), (test_images, test_labels) = shipped
    assert images.shape == (60_000, 784)
    assert test_images.shape == (10_000, 784)
    assert labels.shape == (60_000,)
    assert test_labels.shape == (10_000,)
    assert labels.dtype == test_labels.dtype == np.int64


def test_the_digits_are_those_of_the_original_in_its_order(shipped):
    (images, labels), (_, test_labels) = shipped
    assert labels[:10].tolist() == [5, 0, 4, 1, 9, 2, 1, 3, 1, 4]
    assert test_labels[:5].tolist() == [7, 2, 1, 0, 4]
    assert np.bincount(labels).tolist() == [
        *(5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949)
    ]
    assert images.mean(dtype=float) == pytest.approx(0.1307, abs=5e-5)  # the known mean of MNIST


def test_paper_is_0_and_full_ink_is_1(shipped):
    for images, _ in shipped:
        assert images.min() == 0
        assert images.max() == 1


def test_the_content_is_the_original_byte_by_byte(shipped):
    (images, _), _ = shipped
    pixels = np.rint(images * 255).astype(np.uint8).reshape(60_000, 28, 28)
    assert hashlib.sha256(idx(pixels)).hexdigest() == digits.SHA256[NAMES[0]]


def test_images_have_the_default_dtype_or_the_one_asked_for(small):
    before = tg.get_default_dtype()
    try:
        for default in (np.float32, np.float64):
            tg.set_default_dtype(default)
            assert mnist(small)[0][0].dtype == default
    finally:
        tg.set_default_dtype(before)
    assert mnist(small, dtype=np.float16)[1][0].dtype == np.float16
    with pytest.raises(TypeError, match="uint8"):
        mnist(small, dtype=np.uint8)


def test_a_pixel_is_its_byte_divided_by_255(small):
    images = np.frombuffer((small / NAMES[0]).read_bytes()[16:], np.uint8)
    np.testing.assert_array_equal(mnist(small, dtype=float)[0][0].ravel(), images / 255.0)


@pytest.mark.parametrize("zipped", range(5))
def test_each_of_the_four_files_may_be_gzipped_or_not(small, zipped):
    expected = mnist(small)
    for name in NAMES[:zipped]:
        content = (small / name).read_bytes()
        (small / name).unlink()
        (small / f"{name}.gz").write_bytes(gzip.compress(content))
    for pair, expected_pair in zip(mnist(str(small)), expected, strict=True):
        for array, expected_array in zip(pair, expected_pair, strict=True):
            np.testing.assert_array_equal(array, expected_array)


@pytest.mark.parametrize("zipped", [False, True])
def test_names_with_a_dot_are_read_as_well(small, zipped):
    expected = mnist(small)
    for name in NAMES:
        content = (small / name).read_bytes()
        (small / name).unlink()
        dotted = name.replace("-idx", ".idx")
        if zipped:
            (small / f"{dotted}.gz").write_bytes(gzip.compress(content))
        else:
            (small / dotted).write_bytes(content)
    for pair, expected_pair in zip(mnist(small), expected, strict=True):
        for array, expected_array in zip(pair, expected_pair, strict=True):
            np.testing.assert_array_equal(array, expected_array)


@pytest.mark.promise(34)
def test_nothing_but_the_four_names_is_read(small, monkeypatch):
    for other in (
        "train-images.txt",
        "emnist.gz",
        "train-images-idx3-ubyte.zip",
        ".hidden",
    ):
        (small / other).write_bytes(b"not an IDX file")
    read = []
    load_idx = digits.load_idx
    monkeypatch.setattr(digits, "load_idx", lambda path: read.append(path) or load_idx(path))
    mnist(small)
    assert sorted(read) == sorted(str(small / name) for name in NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_a_missing_file_is_named_with_both_of_its_forms(small, name):
    (small / name).unlink()
    with pytest.raises(FileNotFoundError) as caught:
        mnist(small)
    assert f"{name}.gz" in str(caught.value)
    assert f"nor {name} in {small}" in str(caught.value)


def test_a_missing_folder_is_a_missing_file(tmp_path):
    with pytest.raises(FileNotFoundError, match="nowhere"):
        mnist(tmp_path / "nowhere")


@pytest.mark.promise(33)
def test_images_and_labels_of_different_number_are_refused(small):
    (small / NAMES[3]).write_bytes(idx(np.zeros(5)))
    with pytest.raises(ValueError, match="2 images, but 5 labels"):
        mnist(small)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        (NAMES[0], idx(np.zeros(3))),
        (NAMES[1], idx(np.zeros((3, 1)))),
        (NAMES[0], b"\0\0\x0d\3" + struct.pack(">3I3f", 3, 1, 1, 0, 0, 0)),
        (NAMES[3], b"\0\0\x0d\1" + struct.pack(">I2f", 2, 0, 0)),
    ],
)
def test_images_and_labels_of_another_kind_are_refused(small, name, content):
    (small / name).write_bytes(content)
    with pytest.raises(ValueError, match=r"images must be .* and labels integers"):
        mnist(small)


def test_a_damaged_file_is_named(small):
    (small / NAMES[2]).write_bytes(b"<html>")
    with pytest.raises(ValueError, match=NAMES[2]):
        mnist(small)


@pytest.mark.promise(34)
@pytest.mark.parametrize("name", NAMES)
def test_one_changed_pixel_or_label_of_the_shipped_files_is_an_error(tmp_path, monkeypatch, name):
    for other in NAMES:
        shutil.copy(Path(digits.SHIPPED) / f"{other}.gz", tmp_path)
    monkeypatch.setattr(digits, "SHIPPED", str(tmp_path))
    content = bytearray(gzip.decompress((tmp_path / f"{name}.gz").read_bytes()))
    content[-1] ^= 1
    (tmp_path / f"{name}.gz").write_bytes(gzip.compress(content, 0))
    with pytest.raises(ValueError, match=rf"{name}.*not the original file"):
        mnist()


def test_the_readme_beside_the_digits_states_their_hashes_and_license():
    text = (Path(digits.SHIPPED) / "README.md").read_text("utf-8")
    for name, hash_ in digits.SHA256.items():
        assert name in text
        assert hash_ in text
    assert "Yann LeCun and Corinna Cortes" in text
    assert "Attribution-Share Alike 3.0" in text


# --- one_hot ---


def test_each_row_is_1_at_its_label_and_0_elsewhere():
    labels = np.random.default_rng(0).integers(0, 10, 50)
    rows = one_hot(labels, 10)
    assert rows.shape == (50, 10)
    np.testing.assert_array_equal(rows, np.eye(10)[labels])


@pytest.mark.parametrize("dtype", [np.uint8, np.int8, np.uint64, np.int64, ">i4"])
def test_labels_of_every_integer_type_are_taken(dtype):
    np.testing.assert_array_equal(one_hot(np.array([2, 0], dtype), 3), [[0, 0, 1], [1, 0, 0]])


def test_rows_have_the_default_dtype_or_the_one_asked_for():
    assert one_hot([1], 2).dtype == tg.get_default_dtype()
    assert one_hot([1], 2, dtype=np.float32).dtype == np.float32


def test_no_labels_are_no_rows():
    assert one_hot([], 10).shape == (0, 10)


def test_the_number_of_classes_has_pytorchs_name_too():
    for rows in (one_hot([2, 0], num_classes=3), tg.one_hot(tg.Tensor([2, 0], dtype=int), 3)):
        np.testing.assert_array_equal(rows, [[0, 0, 1], [1, 0, 0]])
    for wrong in ({}, {"classes": 3, "num_classes": 3}):
        with pytest.raises(TypeError, match=r"give the number of classes, once"):
            one_hot([2, 0], **wrong)


@pytest.mark.parametrize(
    ("labels", "classes", "error", "says"),
    [
        ([0, 1, 10, 11], 10, ValueError, r"labels\[2\] is 10, but the 10 classes are 0 to 9"),
        ([0, -1], 10, ValueError, r"labels\[1\] is -1"),
        (np.array([2**63], np.uint64), 10, ValueError, r"labels\[0\] is 9223372036854775808"),
        ([1.0, 2.5], 10, TypeError, r"labels\[0\] is .*1\.0.*not an integer"),
        (["5"], 10, TypeError, r"labels\[0\] is .*'5'"),
        ([True], 10, TypeError, "not an integer"),
        ([[1, 2]], 10, ValueError, r"shape \(1, 2\)"),
        (3, 10, ValueError, r"shape \(\)"),
        ([0], 0, ValueError, "0 classes"),
        ([0], -1, ValueError, "-1 classes"),
        ([0], 2.5, TypeError, "integer"),
    ],
)
def test_wrong_labels_are_named(labels, classes, error, says):
    with pytest.raises(error, match=says):
        one_hot(labels, classes)
