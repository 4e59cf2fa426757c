from tinygrad_edu.learn.spies import clouds, noticed, training


def moved():
    """Four groups of points, and which group each belongs to: all of them away from 0."""
    x, labels = clouds()
    return x + 2, labels


def accept(answer):
    yield from training(answer.train, *moved(), rounds=40, below=0.15)


def look(answer):
    yield from noticed(answer.train, *moved(), rate=2.0)
