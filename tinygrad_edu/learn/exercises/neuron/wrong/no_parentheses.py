"""Your a is 1 + e⁻ᶻ: Python divides first, and adds then. What belongs into parentheses?"""


def gradient(w, b, x, t):
    z = w * x + b
    a = 1 / 1 + np.exp(-z)
    g_z = 2 * (a - t) * a * (1 - a)
    return g_z * x, g_z
