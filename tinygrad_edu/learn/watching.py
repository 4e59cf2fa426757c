"""Watch a learner's folder: each save is checked, and the verdict is there within 400 ms.

The folder is looked at five times a second, on any system: events would miss network drives,
containers, and editors that save by renaming.
"""

from __future__ import annotations

import os
import time
from pathlib import Path

from . import report, screen
from .catalogue import EXERCISES, Exercise, digest_of
from .child import Child
from .folder import Workbook
from .judge import Verdict
from .keys import Key, keyboard, read_line

POLL, SETTLE, TICK = 0.2, 0.1, 0.02  # seconds
HELP = "h hint   l list   r check again   q quit"
HELP_AFTER = "ENTER go on   s solution   l list   q quit"

Stamps = dict[Path, tuple[int, int, int]]


def stamps(root: Path) -> Stamps:
    """When each exercise in the folder was changed, its size, and which file it is."""
    found: Stamps = {}
    for folder in [str(root), *(entry.path for entry in os.scandir(root) if entry.is_dir())]:
        try:
            for entry in os.scandir(folder):
                path = Path(entry.path)
                if path.suffix == ".py" and path.stem in EXERCISES:
                    stat = entry.stat()
                    found[path] = stat.st_mtime_ns, stat.st_size, stat.st_ino
        except FileNotFoundError:  # moved away meanwhile
            continue
    return found


class Watch:
    """A session: one exercise is current, and each file that is saved is checked."""

    def __init__(self, book: Workbook, key: Key) -> None:
        self.book, self.key = book, key
        self.current: Exercise | None = book.next_after()
        self.last: Verdict | None = None
        self.hints = 0  # shown of this exercise
        self.stamps = stamps(book.root)
        self.changed: dict[Path, float] = {}  # files that changed, and when that was seen
        self.texts: dict[str, str] = {}  # by exercise, the digest of what was checked last
        self.looked = 0.0
        self.waiting: dict[str, str] = {}  # answers that are to be checked, by their names
        self.running: Child | None = None
        self.source = ""  # what it checks
        self.spare: Child | None = None  # a process that is ready for the next answer

    # --- the loop -----------------------------------------------------------------------------

    def run(self) -> None:
        """Go on until the learner leaves, or everything is solved."""
        try:
            self.begin()
            while self.current:
                if self.press(self.key(TICK)):
                    break
                self.look()
                self.hear()
        except EOFError:  # the terminal is gone
            pass
        finally:
            self.running = ended(self.running)
            self.spare = ended(self.spare)

    def look(self) -> None:
        """Notice files that were saved, and check them once they are quiet."""
        now = time.monotonic()
        if now - self.looked < POLL and not self.changed:
            return
        self.looked = now
        found = stamps(self.book.root)
        both = found.keys() | self.stamps.keys()
        self.changed |= {p: now for p in both if found.get(p) != self.stamps.get(p)}
        self.stamps = found
        for path in [p for p, seen in self.changed.items() if now - seen >= SETTLE]:
            del self.changed[path]
            self.check(path.stem)

    def hear(self) -> None:
        """Show what the check that is running has to say."""
        if not self.running:
            return
        said = self.running.said()
        if isinstance(said, Verdict):
            self.running = ended(self.running)
            self.show(said, self.source)
            self.start()
        elif said:
            print(f"  {said}", flush=True)
        elif self.running.is_late():
            print(f"  Checking {self.running.name} …", flush=True)

    # --- checks -------------------------------------------------------------------------------

    def begin(self) -> None:
        """Check the current exercise, whatever is in its file."""
        self.hints = 0
        if self.current:
            self.check(self.current.name, again=True)

    def check(self, name: str, again: bool = False) -> None:
        """Have the file of an exercise checked, unless its text is the one of last time."""
        try:
            source = self.book.text(name)
        except (FileNotFoundError, UnicodeDecodeError) as error:
            self.show(report.unreadable(name, self.book.path(name), error), "")
            return
        text = digest_of(source)
        if self.texts.get(name) == text and not again:
            return
        self.texts[name] = text
        self.waiting[name] = source
        if self.running and self.running.name == name:  # it was saved again meanwhile
            self.running = ended(self.running)
        self.start()

    def start(self) -> None:
        """Begin the next check, unless one is running; that of the current exercise comes last."""
        if self.running or not self.waiting:
            return
        name = min(self.waiting, key=lambda name: bool(self.current and self.current.name == name))
        self.source = self.waiting.pop(name)
        if self.spare and self.spare.name != name:
            self.spare = ended(self.spare)
        self.running, self.spare = self.spare or Child(name), None
        self.running.check(self.source, self.book.path(name))

    def show(self, verdict: Verdict, source: str) -> None:
        """Print a verdict, and note it."""
        name = verdict.name
        mine = self.current is not None and name == self.current.name
        report.note_verdict(self.book, verdict)
        if mine:
            self.last = verdict
        screen.clear()
        for line in report.report_lines(verdict, self.book.path(name), source):
            print(line)
        if not mine and self.current:
            print(f"\n  You are at {self.current.name}: {self.book.path(self.current.name)}")
        self.footer()
        if not self.spare and self.current:
            self.spare = Child(self.current.name)

    def footer(self) -> None:
        """Print what can be pressed."""
        keys = HELP_AFTER if self.last and self.last.passed else HELP
        print(f"\n{screen.keys_line(keys, len(self.book.solved()))}", flush=True)

    # --- keys ---------------------------------------------------------------------------------

    def press(self, key: str) -> bool:
        """Do what a key asks for; whether it asks to leave."""
        assert self.current
        done = self.last is not None and self.last.passed
        if key in ("\n", "n") and done:
            self.go_to(self.book.next_after(self.current.name))
        elif key in ("\n", "r"):
            self.begin()
        elif key == "h" and not done:
            self.hint()
        elif key == "s":
            self.solution(done)
        elif key == "l":
            self.choose()
        return key == "q"

    def go_to(self, exercise: Exercise | None) -> None:
        """Make an exercise the current one."""
        self.current, self.last = exercise, None
        self.spare = ended(self.spare)
        self.begin()

    def hint(self) -> None:
        """Print the next hint, up to the third."""
        assert self.current
        if self.hints < 3:
            self.book.count(self.current.name, "hints")
            self.hints += 1
        for line in report.hint_lines(self.current, self.hints):
            print(line)
        print(flush=True)

    def solution(self, done: bool) -> None:
        """Print the solution after success; before, say how to see it."""
        assert self.current
        if done:
            print(
                "", *screen.indented_code("Ours", screen.answer_in(self.current.solution)), sep="\n"
            )
        else:
            name = self.current.name
            print(f"  After yours is right; or with python -m tinygrad_edu.learn solution {name}")
        print(flush=True)

    def choose(self) -> None:
        """Print all exercises, and go to one that is chosen."""
        assert self.current
        screen.clear()
        print("\n".join(screen.list_lines(self.book.solved(), self.current.name)))
        print("\n  Which one? Its name, or ENTER to go back: ", end="", flush=True)
        name = read_line(self.key, lambda text: print(text, end="", flush=True))
        if name and name not in EXERCISES:
            print(f"  There is no exercise {name!r}.", flush=True)
            return
        self.go_to(EXERCISES[name] if name else self.current)


def ended(child: Child | None) -> Child | None:
    """No process, in place of one that is ended."""
    if child:
        child.stop()
    return None


def watch_folder(book: Workbook) -> None:
    """Watch the folder until the learner leaves."""
    with keyboard() as key:
        session = Watch(book, key)
        session.run()
    if not session.current:
        print("  All exercises are solved.")
