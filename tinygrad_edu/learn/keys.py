"""Keys as they are pressed, without ENTER."""

from __future__ import annotations

import contextlib
import os
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

windows: Any = None
try:
    import msvcrt as windows
except ImportError:
    import select
    import termios
    import tty

Key = Callable[[float], str]  # waits so many seconds at most, and returns a key, or ""


@contextlib.contextmanager
def keyboard() -> Iterator[Key]:
    """A function that waits for a key; each key comes as it is pressed.

    Without a terminal no key ever comes.
    """
    if not sys.stdin.isatty():
        yield no_key
    elif windows:
        yield key_on_windows
    else:
        before = termios.tcgetattr(sys.stdin)
        tty.setcbreak(sys.stdin)
        try:
            yield key_elsewhere
        finally:
            termios.tcsetattr(sys.stdin, termios.TCSADRAIN, before)


def no_key(seconds: float) -> str:
    """Wait, and return nothing."""
    time.sleep(seconds)
    return ""


def key_on_windows(seconds: float) -> str:
    """The key that is pressed within some seconds; arrows and F keys are left out."""
    end = time.monotonic() + seconds
    while not windows.kbhit():
        if time.monotonic() >= end:
            return ""
        time.sleep(0.02)
    key = windows.getwch()
    if key in "\x00\xe0":  # the first half of an arrow or an F key
        windows.getwch()
        return ""
    if key == "\x03":
        raise KeyboardInterrupt
    return "\n" if key == "\r" else key


def key_elsewhere(seconds: float) -> str:
    """The key that is pressed within some seconds; arrows and F keys are left out."""
    key = byte_within(seconds)
    if key == b"\x1b" and byte_within(0) in (b"[", b"O"):  # an arrow: up to its last letter
        while b" " <= byte_within(0) < b"@":
            pass
        return ""
    while key >= b"\xc0" and not is_whole(key):
        key += byte_within(0) or b"?"
    return key.decode("utf-8", "replace").strip("\x1b")


def byte_within(seconds: float) -> bytes:
    """One byte from the terminal, or none if nothing comes within some seconds."""
    keys = sys.stdin.fileno()  # which select knows all of, as it does not of what stdin keeps
    if not select.select([keys], [], [], seconds)[0]:
        return b""
    byte = os.read(keys, 1)
    if not byte:  # the terminal is gone
        raise EOFError
    return byte


def is_whole(letter: bytes) -> bool:
    """Whether the bytes of a letter in UTF-8 are all there."""
    return len(letter) >= (2 if letter < b"\xe0" else 3 if letter < b"\xf0" else 4)


def read_line(key: Key, show: Callable[[str], None]) -> str:
    """A line, letter by letter, which `show` puts on the screen."""
    line = ""
    while (letter := key(0.2)) != "\n":
        if letter in ("\x7f", "\b"):
            show("\b \b" if line else "")
            line = line[:-1]
        elif letter.isprintable():
            show(letter)
            line += letter
    show("\n")
    return line.strip()
