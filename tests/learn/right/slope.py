# --- two equal terms
def slope(x):
    return x + x


# --- a difference quotient
def slope(x, h=1e-5):
    return ((x + h) ** 2 - (x - h) ** 2) / (2 * h)
