"""Which calls make a round of training, and in which order?

train(model, loss, optimizer, batches) goes once through all batches, pairs of x and t.
For each pair: the network's output for x, its loss against t, the gradients, a step.
backward() adds to the gradients that are there already, so old ones are deleted in each round.
model(x) gives the output and loss(output, t) a Tensor; the optimiser has zero_grad() and step().
Nothing needs to be returned: the parameters of the model change.
"""

from tinygrad_edu.learn import check


def train(model, loss, optimizer, batches):
    """One epoch: one step for each batch."""
    for x, t in batches:
        ...  # TODO: five calls


check(__file__)
