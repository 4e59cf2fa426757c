"""Can 13,002 numbers learn to read digits?  The network of 3Blue1Brown's video, on real MNIST.

784 pixels, two hidden layers of 16 neurons, 10 outputs, a sigmoid everywhere: trained only by small
steps downhill, it reads about 96 % of the digits that it never saw.

    python examples/mnist.py                      # the video's network, in seconds
    python examples/mnist.py --hidden 128 64      # a wider one: 98 %
    python examples/mnist.py --help               # all options
"""

from contextlib import redirect_stdout
from pathlib import Path

import numpy as np
from shared import course
from shared.digits import Digits
from shared.training import accuracy, progress, recording_of, stoppable

import tinygrad_edu as tg
from tinygrad_edu.nn import CrossEntropy, Linear, ReLU, Sequential, Sigmoid, Tanh


# %% The digits
def load(folder=None, count=None):
    """Images (n, 784) and labels: for training, for validation, and for the test at the end."""
    (images, labels), (test_images, test_labels) = tg.datasets.mnist(folder, dtype=np.float32)
    mean = images[:-5_000].mean()
    validation = images[-5_000:] - mean, labels[-5_000:]  # never trained on; shows the progress
    training = images[:-5_000][:count] - mean, labels[:-5_000][:count]
    return Digits(*training, validation, (test_images - mean, test_labels), mean)


# %% The network: weights and biases, then the activation, for each arrow of the picture
def build(pixels, hidden, activation, loss, rng):
    """The network, such as 784 → 16 → 16 → 10."""
    sizes = [pixels, *hidden, 10]
    layers = []
    for n_in, n_out in zip(sizes, sizes[1:], strict=False):
        layers += [Linear(n_in, n_out, dtype=np.float32, rng=rng), ACTIVATIONS[activation]()]
    layers[-1:] = [Sigmoid()] if loss == "squared" else []  # cross-entropy needs the sums
    return Sequential(*layers)


# %% The cost
def squared_error(outputs, targets):
    """The video's cost: ((outputs - targets) ** 2).sum(axis=1).mean(), in one op."""
    return tg.squared_error(outputs, targets, scale=1 / len(outputs))


# %% Downhill, a mini-batch at a time
def train(model, images, labels, validation, args, rng, recording=None):
    """A row (cost, accuracy on the validation images) for each whole epoch."""
    cost_of, targets, optimizer, schedule = recipe(model, labels, args)
    recorded = tg.replay(lambda x, target: cost_of(model(x), target), model)
    history = []
    with stoppable(model, args.stop, recording) as training:
        for epoch in range(1, args.epochs + 1):
            total = 0.0
            batches = tg.datasets.batches(images, targets, args.batch, rng)
            for x, target in progress(batches, f"epoch {epoch}"):
                optimizer.zero_grad()
                cost = recorded.backward(x, target)  # how bad is it, and which way is downhill?
                optimizer.step()  # take a step that way
                schedule.step()
                total += cost.item() * len(x)
                training.step_done(cost)
            history.append((total / len(images), accuracy(model, *validation)))
            print("epoch {:3}   cost {:.4f}   validation {:7.2%}".format(epoch, *history[-1]))
            training.epoch_done()
    return history


# %% From random numbers to a network that reads
def trained(args):
    """The trained network, the digits, a row for each epoch, and a recording of the training."""
    rng = np.random.default_rng(args.seed)
    digits = load(args.data, 10_000 if args.quick else None)
    model = build(digits.images.shape[1], args.hidden, args.activation, args.loss, rng)
    print(model, "\n")
    before = accuracy(model, *digits.test)
    print(f"untrained: {before:.1%} of the test images, about what guessing gives\n")
    recording = recording_of(model, digits, args)
    history = train(model, digits.images, digits.labels, digits.validation, args, rng, recording)
    after = accuracy(model, *digits.test)
    print(f"\ntest accuracy: {after:.2%} of {len(digits.test[1]):,} images it never saw")
    return model, digits, history, recording


# --- the options of the command line, and the files that are saved ----------------------------

ACTIVATIONS = {"sigmoid": Sigmoid, "tanh": Tanh, "relu": ReLU}


def recipe(model, labels, args):
    """The cost, its targets, the optimiser, and the schedule of its rate."""
    if args.loss == "squared":
        cost_of = squared_error
        targets = tg.datasets.one_hot(labels, 10, np.float32)
    else:
        cost_of = CrossEntropy()
        targets = labels
    first = model[0].weight  # 97 % of all weights; decay keeps them from fitting single images
    others = [p for p in model.parameters() if p is not first]
    groups = [{"params": [first], "weight_decay": args.weight_decay}, {"params": others}]
    optimizer = tg.optim.SGD(groups, lr=args.rate)
    steps = args.epochs * -(-len(labels) // args.batch)
    if args.schedule == "cosine":
        return cost_of, targets, optimizer, tg.optim.cosine(optimizer, steps, warmup=0.1)
    factor = 0.3 if args.schedule == "step" else 1.0
    return cost_of, targets, optimizer, tg.optim.step_decay(optimizer, max(steps // 3, 1), factor)


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


def recipe_of(args):
    """The options that make a network what it is, as plain data."""
    data = args.data and str(args.data.resolve())
    names = sorted(vars(args).keys() - {"out", "stop"})
    return {name: getattr(args, name) for name in names} | {"data": data}


def trained_quietly(seed, quick, *words):
    """Call `trained` without printing, for other examples; `words` as on the command line."""
    with redirect_stdout(None):
        return trained(asked(seed, quick, *words))[:3]


def asked(seed, quick, *words):
    """The options with this seed, in the quick setting or not."""
    size = ["--quick"] if quick else []
    return options(["--seed", str(seed), *size, *words])


def measure(seed, quick, out=None, args=None):
    """Train, test, and save the pictures and what examples/draw.py needs."""
    args = args or asked(seed, quick)
    model, digits, history, recording = trained(args)
    if not history:
        raise SystemExit("No epoch is complete, so there is nothing to save.")
    result = accuracy(model, *digits.test)
    if out:
        about = {"recipe": recipe_of(args) | {"epochs": len(history)}, "mean": float(digits.mean)}
        tg.save(out / "weights.npz", model=model.state_dict(), **about)
        tg.save(out / "recording.npz", recording=recording and recording.as_data())
        from shared import plots  # only now: to load matplotlib takes as long as two epochs

        plots.plot_learning_curve(history, result, out / "learning_curve.png")
        plots.plot_weights(model[0].weight.data, out / "weights.png")
        plots.plot_mistakes(model, *digits.test, out / "mistakes.png")
    count = sum(p.size for p in model.parameters())
    return {"weights and biases": count, "test accuracy, %": 100 * result}


if __name__ == "__main__":
    args = options()
    args.stop = True
    args.out.mkdir(parents=True, exist_ok=True)
    course.kept(measure, args.seed, args.quick, args.out, args)
    print(f"saved in {args.out}: weights.npz, learning_curve.png, weights.png, mistakes.png")
    if args.out == Path("output/mnist"):
        print("make draw: a page on which you draw a digit for it")
    course.show(args.out)
