"""A check in a process of its own, which can be stopped, and is prepared before it is needed.

As a program it waits for one line on stdin, {"name": …, "source": …, "path": …} in JSON, and
answers with lines: {"progress": …} while a check takes long, then {"verdict": …}.  What an answer
made, a page and a network, is saved beside its file.
"""

from __future__ import annotations

import contextlib
import dataclasses
import json
import os
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from . import judge, probing, report
from .catalogue import find
from .judge import Verdict

LATE = 1.0  # seconds


class Child:
    """A process that waits to check one answer to an exercise."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.started = 0.0  # when the check began
        self.late = False
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tinygrad_edu.learn.child", name],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONIOENCODING": "utf-8"},
            encoding="utf-8",
        )
        self.lines: queue.Queue[str | None] = queue.Queue()
        self.thread = threading.Thread(target=self.listen, daemon=True)
        self.thread.start()

    def listen(self) -> None:
        """Put what the process says into the queue, and None when it ends."""
        assert self.process.stdout
        for line in self.process.stdout:
            self.lines.put(line)
        self.lines.put(None)

    def check(self, source: str, path: Path) -> None:
        """Begin to check the text of an answer, which is in this file."""
        assert self.process.stdin
        self.started = time.monotonic()
        with self.process.stdin as stdin:
            request = {"name": self.name, "source": source, "path": os.fspath(path)}
            stdin.write(json.dumps(request) + "\n")

    def said(self, seconds: float = 0.0) -> Verdict | str | None:
        """The verdict or a line of progress, if there is one within some seconds.

        An answer that takes longer than the exercise allows is stopped, and its verdict says so.
        """
        limit = find(self.name).seconds
        left = self.started + limit - time.monotonic()
        try:
            line = self.lines.get(timeout=max(min(seconds, left), 0.0))
        except queue.Empty:
            if left > seconds:
                return None
            self.stop()
            text = f"{self.name}.py did not end within {limit:g} seconds, and was stopped."
            return Verdict(self.name, False, text, "Is there a loop that never ends?")
        if line is None:
            text = f"{self.name}.py ended the process before there was a verdict."
            return Verdict(self.name, False, text, "Does it call os._exit, or use up the memory?")
        message = json.loads(line)
        if "progress" in message:
            return str(message["progress"])
        return verdict_from(message["verdict"])

    def is_late(self) -> bool:
        """Whether the check takes so long that somebody wonders; that is said once."""
        late, self.late = self.late, time.monotonic() - self.started > LATE
        return self.late and not late

    def verdict(self, source: str, path: Path, tell: Callable[[str], object]) -> Verdict:
        """The verdict on an answer, however long it takes; `tell` gets the progress."""
        try:
            self.check(source, path)
            while not isinstance(said := self.said(1.0), Verdict):
                if said:
                    tell(f"  {said}")
            return said
        finally:
            self.stop()

    def stop(self) -> None:
        """End the process."""
        self.process.kill()
        self.thread.join()  # which has then read all that there was
        for stream in (self.process.stdin, self.process.stdout):
            with contextlib.suppress(OSError):  # what was not sent
                stream.close()  # type: ignore[union-attr]
        self.process.wait()


def verdict_from(data: dict[str, Any]) -> Verdict:
    """The verdict that was written as JSON."""
    plain: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in data.items()}
    return Verdict(**plain)


def serve(name: str) -> None:
    """Prepare for an exercise, then check one answer."""
    channel = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # what others write is no message

    def send(**message: Any) -> None:
        print(json.dumps(message), file=channel, flush=True)

    probing.progress = lambda text: send(progress=text)
    judge.prepare(name)
    request = json.loads(sys.stdin.readline() or "{}")
    if request:
        verdict = judge.verdict_on(request["name"], request["source"])
        verdict = report.save_what_was_made(verdict, Path(request["path"]))
        send(verdict=dataclasses.asdict(verdict))


if __name__ == "__main__":
    serve(sys.argv[1])
