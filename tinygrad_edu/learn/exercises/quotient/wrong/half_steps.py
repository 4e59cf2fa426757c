"""Your two places are h apart: each step is half as long as asked for. How far from x do the steps
go?
"""


def quotient(f, x, h):
    return (f(x + h / 2) - f(x - h / 2)) / h
