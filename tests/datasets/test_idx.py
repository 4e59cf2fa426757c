import gzip
import math
import os
import struct
import time
import tracemalloc

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from tinygrad_edu.datasets import load_idx

CODES = {"u1": 0x08, "i1": 0x09, "i2": 0x0B, "i4": 0x0C, "f4": 0x0D, "f8": 0x0E}


def idx(array):
    """The bytes of an IDX file, written from the format's description."""
    code = CODES[array.dtype.str[1:]]
    sizes = struct.pack(f">{array.ndim}I", *array.shape)
    return (
        bytes([0, 0, code, array.ndim])
        + sizes
        + array.astype(array.dtype.newbyteorder(">")).tobytes()
    )


def header(*shape, code=0x08):
    return bytes([0, 0, code, len(shape)]) + struct.pack(f">{len(shape)}I", *shape)


@pytest.fixture
def file(tmp_path):
    return tmp_path / "some.idx"


def refusal(path, error=ValueError):
    """The message with which the file is refused, which must name it."""
    with pytest.raises(error) as caught:
        load_idx(path)
    assert type(caught.value) is error
    assert str(path) in str(caught.value)
    return str(caught.value)


def cost(path):
    """The refusal's message, its seconds, and the bytes at the peak."""
    start = time.process_time()
    tracemalloc.start()
    try:
        message = refusal(path)
        return message, time.process_time() - start, tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


arrays = st.sampled_from(list(CODES)).flatmap(
    lambda kind: hnp.arrays(kind, hnp.array_shapes(min_dims=0, max_dims=5, min_side=0, max_side=4))
)


@settings(deadline=None)  # a disk may be slow
@given(array=arrays, zipped=st.booleans())
def test_saved_values_are_loaded_again(tmp_path_factory, array, zipped):
    path = tmp_path_factory.getbasetemp() / "round_trip.idx"
    path.write_bytes(gzip.compress(idx(array), 1) if zipped else idx(array))
    back = load_idx(path)
    assert back.dtype == array.dtype
    assert back.dtype.isnative
    assert back.shape == array.shape
    assert back.tobytes() == array.tobytes()
    assert back.flags.writeable


def test_the_bytes_are_big_endian_and_the_last_axis_varies_fastest(file):
    file.write_bytes(bytes.fromhex("00000b02 00000002 00000002 0001 0100 ffff 8000"))
    np.testing.assert_array_equal(load_idx(file), np.array([[1, 256], [-1, -32768]], np.int16))


def test_a_path_may_be_a_string(file):
    file.write_bytes(idx(np.arange(3, dtype="u1")))
    assert load_idx(str(file)).tolist() == [0, 1, 2]


def test_sixty_four_axes_are_read_and_more_are_refused(file):
    file.write_bytes(header(*[1] * 64) + b"\7")
    assert load_idx(file).shape == (1,) * 64
    for ndim in (65, 255):
        file.write_bytes(header(*[1] * ndim) + b"\7")
        assert f"{ndim} axes" in refusal(file)


@pytest.mark.promise(33)
@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "0 bytes"),
        (b"\0\0\x08", "3 bytes"),
        (b"\1\0\x08\1\0\0\0\0", "two zero bytes"),
        (b"\0\1\x08\1\0\0\0\0", "two zero bytes"),
        (b"\0\0\x0a\1\0\0\0\1x", "0xb"),
        (b"<!DOCTYPE html><html></html>", "web page"),
        (b"\n<html>", "web page"),
        (b'{"error": 404}', "web page"),
        (b"label,pixel0,pixel1\n5,0,0\n", "IDX file"),
        (header(2, 3)[:9], "inside the header"),
        (b"\0\0\x08\xff" + bytes(100), "255 axes"),
        (header(2, 3) + bytes(5), "6 bytes"),
        (header(2, 3) + bytes(7), "there are more"),
        (header(2, 3, code=0x0E) + bytes(47), "48 bytes"),
        (header(2**31, 2**31, 2**31), str(2**93)),
        (header(2**31, 2**31, 4, code=0x0E), str(2**67)),  # in 64 bits this product is 0
        (header(2**32 - 1), str(2**32 - 1)),
        (header(2**31, 2**31, 2**31, 0), "no array can have"),
    ],
)
@pytest.mark.parametrize("zipped", [False, True])
def test_a_file_that_is_not_one_whole_array_is_refused(file, content, says, zipped):
    file.write_bytes(gzip.compress(content) if zipped else content)
    assert says in refusal(file)


def test_an_array_without_numbers_is_no_error(file):
    file.write_bytes(header(0, 28, 28))
    assert load_idx(file).shape == (0, 28, 28)


@pytest.mark.promise(33)
def test_a_missing_file_and_a_folder_give_different_errors(tmp_path):
    assert "no such file" in refusal(tmp_path / "nothing", FileNotFoundError)
    assert "a folder" in refusal(tmp_path)


@pytest.mark.skipif(not os.path.exists("/dev/zero"), reason="needs a device without an end")
def test_an_endless_device_is_not_read():
    assert "device" in refusal("/dev/zero")


@pytest.mark.promise(33)
@pytest.mark.parametrize("zipped", [False, True])
def test_a_file_cut_at_any_byte_is_refused(file, zipped):
    content = idx(np.random.default_rng(0).integers(0, 256, (5, 6), np.uint8))
    content = gzip.compress(content) if zipped else content
    for length in range(len(content)):
        file.write_bytes(content[:length])
        refusal(file)


def test_a_flipped_bit_of_a_gzip_file_is_refused_or_harmless(file):
    array = np.random.default_rng(0).integers(0, 256, (5, 6), np.uint8)
    content = gzip.compress(idx(array))
    refused = 0
    for i in range(8 * len(content)):
        flipped = bytearray(content)
        flipped[i // 8] ^= 1 << i % 8
        file.write_bytes(flipped)
        try:
            back = load_idx(file)
        except ValueError:
            refused += 1
        else:
            np.testing.assert_array_equal(back, array)
    assert refused > 8 * (len(content) - 10)  # all but the header's clock and system


@pytest.mark.promise(33)
def test_a_wrong_checksum_and_a_wrong_length_of_gzip_are_refused(file):
    content = gzip.compress(idx(np.arange(9, dtype="u1")))
    for i in (-8, -4):
        wrong = bytearray(content)
        wrong[i] ^= 1
        file.write_bytes(wrong)
        assert "cut or damaged" in refusal(file)


def test_bytes_after_the_gzip_data_are_refused(file):
    file.write_bytes(gzip.compress(idx(np.arange(9, dtype="u1"))) + b"more")
    assert "cut or damaged" in refusal(file)


@pytest.mark.promise(33)
@pytest.mark.parametrize("shape", [(2**31 - 1,), (60_000, 28, 28), (2**31, 2**31)])
@pytest.mark.parametrize("zipped", [False, True])
def test_a_header_that_promises_too_much_costs_next_to_nothing(file, shape, zipped):
    content = header(*shape) + bytes(100)
    file.write_bytes(gzip.compress(content) if zipped else content)
    message, seconds, memory = cost(file)
    assert str(math.prod(shape)) in message
    assert seconds < 1
    assert memory < 4 << 20


def test_a_promise_that_gzip_could_keep_costs_only_what_is_there(file):
    noise = np.random.default_rng(0).bytes(1 << 20)
    file.write_bytes(gzip.compress(header(1 << 29) + noise, 1))
    message, seconds, memory = cost(file)
    assert f"only {1 << 20}" in message
    assert seconds < 1
    assert memory < 8 << 20


@pytest.mark.promise(33)
def test_a_gzip_bomb_behind_a_small_header_stops_at_the_first_surplus_byte(file):
    zeros = gzip.compress(bytes(1 << 20))
    file.write_bytes(gzip.compress(header(28, 28)) + 300 * zeros)
    message, seconds, memory = cost(file)
    assert "there are more" in message
    assert seconds < 1
    assert memory < 4 << 20


@pytest.mark.parametrize("zipped", [False, True])
def test_of_a_header_that_promises_too_much_nothing_more_is_read(file, zipped):
    zeros = gzip.compress(bytes(1 << 20)) if zipped else bytes(100 << 10)
    start = header(2**20, 2**20)
    file.write_bytes((gzip.compress(start) if zipped else start) + 300 * zeros)
    message, seconds, memory = cost(file)
    assert "too small" in message
    assert seconds < 1
    assert memory < 4 << 20


def test_reading_costs_little_more_memory_than_the_array(file):
    array = np.zeros((1 << 20, 4), "f8")  # 32 MB
    for content in (idx(array), gzip.compress(idx(array), 1)):
        file.write_bytes(content)
        tracemalloc.start()
        load_idx(file)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert peak < array.nbytes + (16 << 20)
