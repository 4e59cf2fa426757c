"""The parts of the playground: each has a version, a hash and a licence, and no other is taken."""

import hashlib
import importlib.util
import json
import shutil
import zipfile
from pathlib import Path

import pytest

LIVE = Path(__file__).parents[2] / "docs" / "live"
PARTS = json.loads((LIVE / "parts.json").read_text("utf-8"))


@pytest.fixture
def builder(monkeypatch, tmp_path):
    """build.py, with an empty folder for its parts."""
    spec = importlib.util.spec_from_file_location("live_build", LIVE / "build.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setattr(module, "CACHE", tmp_path / "parts")
    return module


def test_every_part_is_pinned():
    for name, part in PARTS["npm"].items():
        assert part["integrity"].startswith("sha512-"), name
    for part in (*PARTS["pypi"].values(), *PARTS["here"].values()):
        assert len(part["sha256"]) == 64
    for group in PARTS.values():
        for name, part in group.items():
            assert part["version"][0].isdigit(), name
            assert part["licence"], name


def test_numpy_is_the_file_that_is_named_and_its_licence_lies_beside_it():
    part = PARTS["here"]["numpy"]
    path = LIVE / part["file"]
    assert hashlib.sha256(path.read_bytes()).hexdigest() == part["sha256"]
    with zipfile.ZipFile(path) as wheel:
        theirs = wheel.read(f"numpy-{part['version']}.dist-info/LICENSE.txt").decode("utf-8")
    assert (LIVE / "licences" / "numpy.txt").read_text("utf-8") == theirs


def test_the_copy_keeps_no_file_that_only_compilers_need(builder):
    path = LIVE / PARTS["here"]["numpy"]["file"]
    (builder.CACHE).mkdir()
    short = builder.CACHE / "short.zip"
    short.write_bytes(builder.stored(path))
    with zipfile.ZipFile(path) as wheel, zipfile.ZipFile(short) as found:
        left_out = {*wheel.namelist()} - {*found.namelist()}
        assert all(found.read(name) == wheel.read(name) for name in found.namelist()[:50])
    assert left_out
    assert not any(name.endswith((".py", ".so")) and "f2py" not in name for name in left_out)


def test_without_npm_one_line_says_what_is_missing(builder, monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    [line] = builder.build(tmp_path / "html")
    assert line.startswith("no playground and no live cells: ")
    assert "npm" in line
    assert not (tmp_path / "html").exists()
    with pytest.raises(builder.MissingError, match="npm"):
        builder.build(tmp_path / "html", strict=True)


def test_a_part_with_another_hash_is_refused(builder, monkeypatch, tmp_path):
    name = next(iter(PARTS["npm"]))

    def pack(*command, where):
        for part in PARTS["npm"]:
            builder.archive(part).write_bytes(b"another file")

    monkeypatch.setattr(shutil, "which", lambda program: program)
    monkeypatch.setattr(builder, "run", pack)
    [line] = builder.build(tmp_path / "html")
    assert builder.archive(name).name in line
    assert "has not the hash of parts.json" in line


def test_the_few_digits_are_the_first_ones(builder):
    files = dict(builder.digits())
    images = files["train-images-idx3-ubyte"]
    assert len(images) == 16 + 1000 * 784
    assert images[:8] == bytes((0, 0, 8, 3, 0, 0, 3, 232))
    assert len(files["t10k-labels-idx1-ubyte"]) == 8 + 500
    hashes = json.loads(files["sha256.json"])
    assert hashes["train-images-idx3-ubyte"] == hashlib.sha256(images).hexdigest()


def test_chapters_of_a_built_site_get_the_cells_once(builder, tmp_path):
    page = tmp_path / "course" / "1-slope.html"
    page.parent.mkdir()
    page.write_text("<head><title>a</title></head><body></body>", "utf-8")
    builder.attach(tmp_path)
    builder.attach(tmp_path)
    assert page.read_text("utf-8").count('src="../live/cells.js"') == 1
