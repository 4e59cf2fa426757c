from tinygrad_edu.learn.probing import Probe


def accept(answer):
    yield Probe("target", lambda: answer.target)
