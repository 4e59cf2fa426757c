"""What is the slope of softmax and cross-entropy together?

logits has a row for each example and a column for each class: (n, c). labels has shape (n,).
Softmax makes probabilities of a row: p = exp(logits) / Σ exp(logits).
The loss of a row is −log p[label], and L is the mean loss of the n rows.
Worked out together, ∂L/∂logits is short: (p − 1 at the label, p elsewhere) / n.
For logits = [[0, 0]] and labels = [1] it is [[0.5, −0.5]].
"""

import numpy as np

from tinygrad_edu.learn import check


def gradient(logits, labels):
    """∂L/∂logits: (n, c) and integers (n,) -> (n, c)."""
    ...  # TODO: the probabilities of each row; then return it


check(__file__)
