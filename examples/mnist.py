"""Can 13,002 numbers learn to read digits?  The network of 3Blue1Brown's video, on real MNIST.

784 pixels, two hidden layers of 16 neurons, 10 outputs, a sigmoid everywhere: trained by nothing
but small steps downhill, it reads about 96 % of digits that it never saw.

    python examples/mnist.py                      # the video's network, in seconds
    python examples/mnist.py --hidden 128 64      # a wider one: 98 %
    python examples/mnist.py --help               # everything that can be changed
"""

from contextlib import redirect_stdout
from pathlib import Path

import numpy as np
from shared import course
from shared.digits import VALIDATION, load_digits
from shared.plots import plot_learning_curve, plot_mistakes, plot_weights
from shared.training import accuracy, descend, squared_error, telling

import tinygrad_edu as tg

__all__ = ["VALIDATION", "build", "measure", "options", "train", "trained", "trained_quietly"]
ACTIVATIONS = {"sigmoid": tg.nn.Sigmoid, "tanh": tg.nn.Tanh, "relu": tg.nn.ReLU}
DIGITS = 10


# %% The network
def build(pixels, hidden, activation, loss, rng):
    """A module for each arrow of the picture: weights and biases, then the activation."""
    layers, sizes = [], [pixels, *hidden, DIGITS]
    for n_in, n_out in zip(sizes, sizes[1:], strict=False):
        layers += [tg.nn.Linear(n_in, n_out, dtype=np.float32, rng=rng), ACTIVATIONS[activation]()]
    if loss == "cross-entropy":
        layers.pop()  # it wants logits: the softmax is part of it
    elif activation != "sigmoid":
        layers[-1] = tg.nn.Sigmoid()  # the targets are 0 and 1
    return tg.nn.Sequential(*layers)


# %% Its training
def train(model, images, labels, validation, args, rng):
    """Go downhill, a mini-batch at a time; return a row (cost, accuracy) for each whole epoch."""
    if args.loss == "squared":
        cost_of, targets = squared_error, tg.datasets.one_hot(labels, DIGITS, np.float32)
    else:
        cost_of, targets = tg.nn.CrossEntropy(), labels
    first = model[0].weight  # 97 % of all weights; decay keeps them from fitting single images
    others = [p for p in model.parameters() if p is not first]
    optimizer = tg.optim.SGD(
        [{"params": [first], "weight_decay": args.weight_decay}, {"params": others}], lr=args.rate
    )
    per_epoch = -(-len(images) // args.batch)
    schedule = {
        "cosine": lambda: tg.optim.cosine(optimizer, args.epochs * per_epoch, warmup=0.1),
        "step": lambda: tg.optim.step_decay(optimizer, per_epoch * max(args.epochs // 3, 1), 0.3),
        "constant": lambda: None,
    }[args.schedule]()
    return descend(
        *(model, cost_of, images, targets, optimizer, rng),
        **{"epochs": args.epochs, "batch": args.batch, "schedule": schedule},
        **{"watch": telling(model, *validation), "stop": args.stop},
    )


# %% What can be changed from the command line
def options(arguments=None):
    """The recipe: every number of it was chosen on the validation images."""
    parser = course.options(__doc__, Path("output/mnist"), epochs=30, batch=32)
    add = parser.add_argument
    add("--hidden", type=int, nargs="*", default=[16, 16], help="neurons in each hidden layer")
    add("--activation", choices=ACTIVATIONS, default="sigmoid", help=" ")
    add("--loss", choices=["squared", "cross-entropy"], default="squared", help=" ")
    add("--rate", type=float, help="the learning rate; if None, 5 for squared error, else 0.2")
    add("--schedule", choices=["cosine", "step", "constant"], default="cosine", help=" ")
    add("--weight-decay", type=float, default=1e-4, help="of the first layer's weights")
    add("--data", type=Path, help="a folder with another data set in MNIST's four files")
    args = course.parse(parser, arguments, quick_epochs=3)
    if args.rate is None:
        args.rate = 5.0 if args.loss == "squared" and args.activation == "sigmoid" else 0.2
    return args


# %% From the options to a network that reads
def trained(args):
    """The network, the digits it saw and did not see, and a row for each epoch."""
    rng = np.random.default_rng(args.seed)
    digits = load_digits(10_000 if args.quick else None, folder=args.data)
    model = build(digits.images.shape[1], args.hidden, args.activation, args.loss, rng)
    print(model, "\n")
    before = accuracy(model, *digits.test)
    print(f"untrained: {before:.1%} of the test images, about what guessing gives\n")
    history = train(model, digits.images, digits.labels, digits.validation, args, rng)
    if not history:
        raise SystemExit("No epoch was finished, so there is nothing to save.")
    return model, digits, history


def trained_quietly(seed, quick, *words):
    """The same without a word, for other examples; `words` as on the command line."""
    with redirect_stdout(None):
        return trained(options(["--seed", str(seed), *["--quick"] * quick, *words]))


def measure(seed, quick, out=None, args=None):
    """Train, test, and save the pictures."""
    args = args or options(["--seed", str(seed), *["--quick"] * quick])
    model, digits, history = trained(args)
    result = accuracy(model, *digits.test)
    print(f"\ntest accuracy: {result:.2%} of {len(digits.test[1]):,} images it never saw")
    if out:
        plot_learning_curve(history, result, out / "learning_curve.png")
        plot_weights(model[0].weight.data, out / "weights.png")
        plot_mistakes(model, *digits.test, out / "mistakes.png")
        tg.save(out / "weights.npz", model=model.state_dict(), mean=float(digits.mean))
    count = sum(p.size for p in model.parameters())
    return {"weights and biases": count, "test accuracy, %": 100 * result}


if __name__ == "__main__":
    args = options()
    args.stop = True
    args.out.mkdir(parents=True, exist_ok=True)
    measure(args.seed, args.quick, args.out, args)
    print(f"saved in {args.out}: weights.npz, learning_curve.png, weights.png, mistakes.png")
