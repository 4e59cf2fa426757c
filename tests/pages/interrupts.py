"""Ctrl-C for a training that runs in another process."""

import signal
import subprocess
import time


def stopped(command, after):
    """What a program prints that gets Ctrl-C once it has printed `after`; it must end well."""

    def listen():  # a background job, which this test may be part of, ignores the signal
        signal.signal(signal.SIGINT, signal.SIG_DFL)

    with subprocess.Popen(
        command, stdout=subprocess.PIPE, encoding="utf-8", preexec_fn=listen
    ) as process:
        shown = ""
        while after not in shown:
            line = process.stdout.readline()
            assert line, f"it ended before it printed {after!r}: {shown}"
            shown += line
        time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        shown += process.stdout.read()
    assert process.returncode == 0
    return shown
