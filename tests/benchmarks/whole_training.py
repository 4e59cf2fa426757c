"""The recipe of examples/mnist.py in one process, by one contender; prints the test accuracy.

python tests/benchmarks/whole_training.py "NumPy by hand" 30 0
"""

import gzip
import sys
from contextlib import redirect_stdout
from pathlib import Path

import by_hand
import numpy as np

ROOT = Path(__file__).parents[2]
LAYERS, BATCH, RATE, DECAY, VALIDATION = [784, 16, 16, 10], 32, 5.0, 1e-4, 5_000


def read(name):
    """An IDX file of bytes, read by hand."""
    with gzip.open(ROOT / "tinygrad_edu" / "datasets" / "mnist" / f"{name}-ubyte.gz") as file:
        content = file.read()
    dimensions = content[3]
    shape = np.frombuffer(content, ">i4", dimensions, offset=4)
    return np.frombuffer(content, np.uint8, offset=4 + 4 * dimensions).reshape(shape)


def digits():
    """The images, centred, and their labels, as in the example: to train, to watch, to test."""

    def images(name):
        return read(name).reshape(-1, 784).astype(np.float32) / np.float32(255)

    whole, labels = images("train-images-idx3"), read("train-labels-idx1").astype(int)
    test, test_labels = images("t10k-images-idx3"), read("t10k-labels-idx1").astype(int)
    mean = whole[:-VALIDATION].mean()
    whole, test = whole - mean, test - mean
    few = slice(None, -VALIDATION), slice(-VALIDATION, None)
    return *((whole[part], labels[part]) for part in few), (test, test_labels)


def numpy_by_hand(epochs, rng):
    """`by_hand.train`."""
    (images, labels), watched, (test, test_labels) = digits()
    parameters, _ = by_hand.train(images, labels, watched, LAYERS, epochs, BATCH, RATE, DECAY, rng)
    answers = by_hand.forward(test, parameters)[-1].argmax(axis=1)
    return (answers == test_labels).mean()


def ours(epochs, rng):
    """tinygrad_edu, with the example's own loop."""
    sys.path.append(str(ROOT / "examples"))
    import mnist

    words = ["--epochs", str(epochs), "--batch", str(BATCH), "--rate", str(RATE)]
    args = mnist.options([*words, "--weight-decay", str(DECAY)])
    found = mnist.load()
    model = mnist.build(LAYERS[0], LAYERS[1:-1], "sigmoid", "squared", rng)
    with redirect_stdout(None):
        mnist.train(model, found.images, found.labels, found.validation, args, rng)
    return mnist.accuracy(model, *found.test)


def pytorch(epochs, rng):
    """The same in PyTorch, eager."""
    import torch
    from torch import nn

    torch.set_num_threads(1)
    data = [(torch.from_numpy(x), torch.from_numpy(y)) for x, y in digits()]
    (images, labels), watched, tested = data
    targets = torch.eye(LAYERS[-1])[labels]
    layers = []
    for n_in, n_out in zip(LAYERS, LAYERS[1:], strict=False):
        layers += [nn.Linear(n_in, n_out), nn.Sigmoid()]
    model, loss = nn.Sequential(*layers), nn.MSELoss()
    first, *others = model.parameters()
    groups = [{"params": [first], "weight_decay": DECAY}, {"params": others}]
    optimizer = torch.optim.SGD(groups, lr=RATE)
    per_epoch = -(-len(images) // BATCH)
    steps, done = epochs * per_epoch, 0

    @torch.no_grad()
    def accuracy(images, labels):
        return (model(images).argmax(1) == labels).float().mean().item()

    for _ in range(epochs):
        order = torch.from_numpy(rng.permutation(len(images)))
        for chosen in order.split(BATCH):
            for group in optimizer.param_groups:
                group["lr"] = RATE * by_hand.schedule(done / steps)
            cost = LAYERS[-1] * loss(model(images[chosen]), targets[chosen])
            optimizer.zero_grad()
            cost.backward()
            optimizer.step()
            cost.item()
            done += 1
        accuracy(*watched)
    return accuracy(*tested)


if __name__ == "__main__":
    contender, epochs, seed = sys.argv[1:]
    train = {"NumPy by hand": numpy_by_hand, "tinygrad_edu": ours, "PyTorch": pytorch}[contender]
    print(float(train(int(epochs), np.random.default_rng(int(seed)))))
