"""Those are the gradients of a neuron without a sigmoid. What is a, and how steep is it?"""


def gradient(w, b, x, t):
    g_z = 2 * (w * x + b - t)
    return g_z * x, g_z
