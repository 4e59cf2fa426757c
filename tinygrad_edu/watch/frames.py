"""The user's frames and ours: warnings point at the user's line, tracebacks do not bury it."""

from __future__ import annotations

import os
import sys
from types import FrameType

OURS = os.path.join(os.path.dirname(os.path.dirname(__file__)), "")  # with a / at the end


def ours(frame: FrameType) -> bool:
    """Whether the frame runs code of this package."""
    return frame.f_code.co_filename.startswith(OURS)


def user_frame() -> tuple[FrameType, int]:
    """The innermost frame outside this package, and its stack level, which warnings take."""
    frame = sys._getframe(1)
    level = 1
    while frame.f_back is not None and ours(frame):
        frame = frame.f_back
        level = level + 1
    return frame, level


def shorten(error: BaseException) -> None:
    """Cut the traceback after the user's last line: only our first and last frames stay."""
    way, tail = error.__traceback__, error.__traceback__
    while way is not None:
        tail = way.tb_next if not ours(way.tb_frame) else tail
        way = way.tb_next
    if tail is not None:
        last = tail
        while last.tb_next is not None:
            last = last.tb_next
        if last is not tail:
            tail.tb_next = last
