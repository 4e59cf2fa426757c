import numpy as np


def deviation(n_in):
    """How large a weight is, typically, in a layer with n_in inputs."""
    return 1 / np.sqrt(n_in)
