"""The loop that all examples with a network share: small steps downhill, epoch by epoch."""

import numpy as np
from tqdm import tqdm

import tinygrad_edu as tg


def squared_error(output, target):
    """The video's cost: squared differences, summed over the ten outputs, averaged over images.

    The same as ((output - target) ** 2).sum(axis=1).mean(), in one op.
    """
    return tg.squared_error(output, target, scale=1 / len(output))


@tg.no_grad()
def outputs(model, images, at_a_time=1000):
    """What the network answers, as an array; to so many images at a time, to save room."""
    model.eval()
    parts = np.split(images, range(at_a_time, len(images), at_a_time))
    answers = [model(tg.from_numpy(part)).data for part in parts]
    model.train()
    return np.concatenate(answers)


def accuracy(model, images, labels):
    """The share of images whose largest output is the right digit."""
    return float((outputs(model, images).argmax(axis=1) == labels).mean())


def telling(model, images, labels):
    """For `watch`: tell the cost and the accuracy on these images after each epoch; keep both."""

    def watch(epoch, cost):
        result = accuracy(model, images, labels)
        print(f"epoch {epoch:3}   cost {cost:.4f}   validation {result:7.2%}", flush=True)
        return cost, result

    return watch


def descend(
    model,
    cost_of,
    x,
    y,
    optimizer,
    rng,
    *,
    epochs,
    batch=32,
    schedule=None,
    watch=lambda epoch, cost: cost,
    change=lambda images: images,
    stop=False,
):
    """Go downhill, a mini-batch at a time; return what `watch` says after each whole epoch.

    `watch` is told the number of the epoch and its mean cost; `change` may move the images of a
    batch about; with `stop`, Ctrl-C ends it with the weights of the last whole epoch.
    """
    per_epoch, history, kept = -(-len(x) // batch), [], model.state_dict()
    try:
        for epoch in range(1, epochs + 1):
            total = 0.0
            pairs = tg.datasets.batches(x, y, batch, rng)
            for images, target in tqdm(
                pairs, f"epoch {epoch}", per_epoch, leave=False, disable=None, delay=0.5
            ):
                cost = cost_of(model(change(images)), target)
                optimizer.zero_grad()
                cost.backward()
                optimizer.step()
                if schedule:
                    schedule.step()
                total += cost.item() * len(images)
            history.append(watch(epoch, total / len(x)))
            kept = model.state_dict()
    except KeyboardInterrupt:
        if not stop:
            raise
        model.load_state_dict(kept)
        print(f"\nStopped. The weights are those after {len(history)} whole epochs.")
    return history
