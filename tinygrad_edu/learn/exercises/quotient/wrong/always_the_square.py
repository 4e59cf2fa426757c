"""That is the slope of x², whatever f is. At which two places should f be called?"""


def quotient(f, x, h):
    return 2 * x
