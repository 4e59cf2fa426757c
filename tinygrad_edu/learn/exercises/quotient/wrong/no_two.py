"""Your slope is twice the right one: the change from x − h to x + h, divided by h. How far is it
from the one place to the other?
"""


def quotient(f, x, h):
    return (f(x + h) - f(x - h)) / h
