"""You moved only the weight that matters most. Along the others, the cost falls as well."""


def steepest(gradient, length):
    nudge = np.zeros(len(gradient))
    k = np.argmax(np.abs(gradient))
    nudge[k] = -length * np.sign(gradient[k])
    return nudge
