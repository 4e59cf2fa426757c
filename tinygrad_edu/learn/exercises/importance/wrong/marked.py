"""You marked the weights that matter most. Which places do they have, and which comes first?"""


def most_important(gradient, k):
    smallest = np.sort(np.abs(gradient))[-k]
    return np.abs(gradient) >= smallest
