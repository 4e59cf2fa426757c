"""Heat maps and images in cards: what becomes one, what a pixel means, which files have them."""

import base64
import struct
import zlib

import numpy as np
import pytest

import tinygrad_edu as tg
from tests.show.pictures import drawn, nodes, parsed
from tinygrad_edu.show.picture import pixels

ORANGE, BLUE, ODD = (230, 97, 0), (26, 127, 224), (156, 17, 145)
IMAGE = "{http://www.w3.org/2000/svg}image"
LINK = "{http://www.w3.org/1999/xlink}href"


def read(png):
    """The RGBA pixels of a PNG file."""
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    chunks, start = {}, 8
    while start < len(png):
        size = struct.unpack(">I", png[start : start + 4])[0]
        chunk = png[start + 4 : start + 8 + size]
        assert zlib.crc32(chunk) == struct.unpack(">I", png[start + 8 + size :][:4])[0]
        chunks[chunk[:4]] = chunk[4:]
        start += size + 12
    assert list(chunks)[0 :: len(chunks) - 1] == [b"IHDR", b"IEND"]
    width, height, depth, kind = struct.unpack(">IIBB", chunks[b"IHDR"][:10])
    assert depth == 8
    data = np.frombuffer(zlib.decompress(chunks[b"IDAT"]), np.uint8).reshape(height, -1)
    assert not data[:, 0].any()
    if kind == 6:
        return data[:, 1:].reshape(height, width, 4)
    assert kind == 3
    colours = np.frombuffer(chunks[b"PLTE"], np.uint8).reshape(-1, 3)
    alphas = np.frombuffer(chunks[b"tRNS"], np.uint8)
    return np.column_stack([colours, alphas])[data[:, 1:]]


def images(picture):
    """The pixels of the images in an SVG, in order."""
    found = [image.get(LINK) for image in parsed(picture)[0].iter(IMAGE)]
    assert all(link.startswith("data:image/png;base64,") for link in found)
    return [read(base64.b64decode(link.partition(",")[2])) for link in found]


def picture_of(array):
    """The picture of one tensor."""
    return tg.draw(tg.Tensor(array, name="x"))


pytestmark = pytest.mark.drawn


# --- what is a map ----------------------------------------------------------------------------


SHAPES = {  # of a tensor and of its maps; None for a histogram
    (5, 5): (1, 5, 5),
    (64, 64): (1, 64, 64),
    (65, 2): None,
    (40,): (1, 1, 40),
    (400,): None,
    (0, 3): None,
    (3, 12, 12): (3, 12, 12),
    (2, 3, 12, 12): (6, 12, 12),
    (8, 1, 5, 5): (8, 5, 5),
    (16, 8, 1, 1): (1, 16, 8),
    (16, 784): (16, 28, 28),
    (784, 16): (16, 28, 28),
    (784,): (1, 28, 28),
    (1, 28, 28): (1, 28, 28),
    (2, 2, 100, 100): None,
}


@pytest.mark.parametrize("shape", SHAPES)
def test_the_maps_of_an_array_are_its_last_two_axes_or_rows_of_784(shape):
    found = pixels.tiles(np.zeros(shape), False)
    assert (found and found[0].shape) == SHAPES[shape]


def test_weights_with_784_rows_have_an_image_for_each_column():
    weights = np.arange(784 * 3.0).reshape(784, 3)
    found, _ = pixels.tiles(weights, False)
    assert found[2].reshape(-1).tolist() == weights[:, 2].tolist()


def test_only_data_is_taken_for_images():
    for shape in ((5, 784), (784, 1), (1, 28, 28), (2, 1, 9, 9)):
        assert pixels.tiles(np.zeros(shape), True)[1]
        assert not pixels.tiles(np.zeros(shape), False)[1]
    assert not pixels.tiles(np.zeros((30, 10)), True)[1]


def test_images_in_colour_keep_their_colours_and_large_ones_become_small():
    photos = np.random.default_rng(0).random((2, 3, 100, 130))
    found, _ = pixels.tiles(photos, True)
    assert found.shape == (2, 34, 44, 3)
    assert found[1, 2, 3].tolist() == photos[1, :, 6, 9].tolist()


# --- what a pixel means -----------------------------------------------------------------------


def test_a_map_is_orange_below_zero_and_blue_above_the_stronger_the_larger():
    array = np.zeros((5, 5))
    array[0, :4] = [-2.0, 1.0, 2.0, -1.0]
    [found] = images(picture_of(array))
    assert found.shape == (40, 40, 4)
    assert found[4, 4:36:8].tolist() == [
        [*ORANGE, 255],
        [*BLUE, 127],
        [*BLUE, 255],
        [*ORANGE, 127],
    ]
    assert not found[8:, :, 3].any()  # 0 has no colour


def test_what_is_not_finite_stands_out_and_leaves_the_scale_alone():
    array = np.ones((5, 5))
    array[0, :3] = [np.nan, -np.inf, 2.0]
    [found] = images(picture_of(array))
    assert found[4, 4:32:8].tolist() == [[*ODD, 255], [*ODD, 255], [*BLUE, 255], [*BLUE, 127]]


def test_data_with_784_columns_is_shown_as_the_first_ten_images_in_grey():
    digits = np.zeros((30, 784))
    digits[:, 1], digits[9, 2] = 1.0, 0.5
    picture = picture_of(digits)
    [found] = images(picture)
    assert found.shape == (28 + 1 + 28, 5 * 29 - 1, 4)  # two rows of five, and lines in between
    assert found[29, -28:][:4].tolist() == [
        [0] * 3 + [255],
        [255] * 4,
        [128] * 3 + [255],
        [0] * 3 + [255],
    ]
    assert "the first 10 of 30" in nodes(picture.source)["n0"]


def test_the_weights_of_a_first_layer_are_an_image_for_each_neuron_and_so_are_their_gradients():
    model = tg.nn.Linear(784, 16, rng=np.random.default_rng(0))
    for modules in ("open", "collapsed"):
        picture = tg.draw((model(np.eye(20, 784)) ** 2).mean(), modules=modules)
        shapes = [image.shape[:2] for image in images(picture)]
        assert shapes.count((28 + 1 + 28, 8 * 29 - 1)) == 2


def test_a_row_of_one_map_is_high_enough_to_be_seen():
    [found] = images(picture_of(np.arange(64.0)))
    assert found.shape == (8, 64, 4)


# --- every kind of file -----------------------------------------------------------------------


def test_the_source_has_a_histogram_for_an_image_and_can_be_drawn_anywhere():
    picture = picture_of(np.random.default_rng(0).normal(size=(9, 9)))
    for source in (picture.source, picture.digraph.source):
        assert "<!--" not in source
        assert "IMG" not in source
        assert 'VALIGN="BOTTOM"' in source
        drawn(source)


@pytest.mark.filterwarnings("ignore:there are no fonts")
def test_a_png_has_the_map_too(tmp_path):
    image = pytest.importorskip("PIL.Image")
    array = np.where(np.eye(9) > 0, -1.0, 1.0)
    path = picture_of(array).save(tmp_path / "x.png")
    counts = {colour: n for n, colour in image.open(path).convert("RGB").getcolors(1 << 20)}
    side = 7 * 2  # of an entry, at twice the size
    for colour, n in ((BLUE, 72), (ORANGE, 9)):  # programs lay out and smooth in their own ways
        assert 0.9 * n < counts[colour] / side**2 < 1.3 * n


def test_no_file_is_left_behind(monkeypatch, tmp_path):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    picture_of(np.arange(81.0).reshape(9, 9)).svg()
    assert list(tmp_path.iterdir()) == []


def test_the_picture_of_a_network_for_digits_stays_small():
    rng = np.random.default_rng(0)
    layers = [tg.nn.Linear(784, 16, rng=rng), tg.nn.Sigmoid(), tg.nn.Linear(16, 16, rng=rng)]
    model = tg.nn.Sequential(*layers, tg.nn.Sigmoid(), tg.nn.Linear(16, 10, rng=rng))
    x = tg.Tensor(rng.random((32, 784)), name="x")
    assert len(tg.draw((model(x) ** 2).mean()).svg()) < 150_000
