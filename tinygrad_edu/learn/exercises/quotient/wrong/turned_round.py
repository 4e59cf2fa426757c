"""Your slope has the right size and the wrong sign. Which of the two values belongs to the
place on the right?
"""


def quotient(f, x, h):
    return (f(x - h) - f(x + h)) / (2 * h)
