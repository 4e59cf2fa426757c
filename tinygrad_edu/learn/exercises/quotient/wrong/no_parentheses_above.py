"""Python does ÷ before −. So only f(x − h) was divided. Where do parentheses belong?"""


def quotient(f, x, h):
    return f(x + h) - f(x - h) / (2 * h)
