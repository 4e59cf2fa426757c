"""Python does × and ÷ before −. So only f(x − h) was divided by 2, and multiplied by h. Where
do parentheses belong?
"""


def quotient(f, x, h):
    return f(x + h) - f(x - h) / 2 * h
