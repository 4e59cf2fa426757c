"""Where x is above 0 and g is below 0, you gave 0. Is a door there for g, too? (If
you write g into x, a second look at x finds g.)"""


def gradient(x, g):
    return g * ((x > 0) & (g > 0))
