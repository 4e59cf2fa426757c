"""That is the gradient of a, the neuron's output. What does the loss make of it when a moves?"""


def gradient(w, b, x, t):
    a = 1 / (1 + np.exp(-(w * x + b)))
    g_z = a * (1 - a)
    return g_z * x, g_z
