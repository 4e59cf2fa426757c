# --- NumPy's norm
def steepest(gradient, length):
    return gradient * (-length / np.linalg.norm(gradient))


# --- a loop, and a list
def steepest(gradient, length):
    total = 0
    for slope in gradient:
        total += slope * slope
    return [-slope / total**0.5 * length for slope in gradient]


# --- the product of the gradient with itself
def steepest(gradient, length):
    down = -gradient
    return length * down / np.sqrt(down @ down)
