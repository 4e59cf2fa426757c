"""Helpers for a training loop: the outputs, the accuracy, a progress bar."""

import numpy as np
from tqdm import tqdm

import tinygrad_edu as tg


@tg.no_grad()
def outputs(model, images, at_a_time=1000):
    """The network's outputs as an array, computed in batches to save memory."""
    model.eval()
    parts = np.split(images, range(at_a_time, len(images), at_a_time))
    answers = [model(tg.from_numpy(part)).data for part in parts]
    model.train()
    return np.concatenate(answers)


def accuracy(model, images, labels):
    """The share of images whose largest output is the right digit."""
    return float((outputs(model, images).argmax(axis=1) == labels).mean())


def progress(batches, words=None):
    """The batches, one after the other, with a progress bar if they take long in a terminal."""
    return tqdm(batches, words, leave=False, disable=None, delay=0.5)


def one_epoch(model, cost_of, x, y, optimizer, rng, batch=32):
    """The training loop over all images once, for examples that are about something else."""
    for images, target in progress(tg.datasets.batches(x, y, batch, rng)):
        cost = cost_of(model(images), target)
        optimizer.zero_grad()
        cost.backward()
        optimizer.step()


def recording_of(model, digits, args):
    """A recording of the training that begins; None for a network that no page can show."""
    count = len(digits.labels)
    about = {"steps": args.epochs * -(-count // args.batch), "epochs": args.epochs}
    few = tuple(part[:2_000] for part in digits.validation)  # some 40 times: so it must be fast
    try:
        return tg.show.Recording(model, images=count, digits=few, **about)
    except ValueError:  # too many weights, or pictures of another size
        return None


class stoppable:
    """With `stop`, Ctrl-C ends a training with the weights of the last complete epoch."""

    def __init__(self, model, stop, recording=None):
        self.model, self.stop, self.recording = model, stop, recording
        self.kept = model.state_dict()
        self.epochs = self.steps = self.steps_kept = 0

    def step_done(self, cost):
        """Show the current weights to the recording."""
        self.steps += 1
        if self.recording:
            self.recording.step(cost.item())

    def epoch_done(self):
        """Keep the current weights."""
        self.kept, self.steps_kept = self.model.state_dict(), self.steps
        self.epochs += 1

    def __enter__(self):
        return self

    def __exit__(self, kind, error, traceback):
        if kind is not KeyboardInterrupt or not self.stop:
            return False
        self.model.load_state_dict(self.kept)
        if self.recording:
            self.recording.back_to(self.steps_kept)
        print(f"\nStopped. The weights are those after {self.epochs} complete epochs.")
        return True
