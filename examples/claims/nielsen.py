"""Michael Nielsen's book, "Neural Networks and Deep Learning", 2015: chapters 1, 3, 5 and 6.

Each of his figures comes from one run; in chapter 1, from the best of three.
"""

import statistics

from . import Claim, best_of_three, close_to, holds

NEURON = {
    "easy start at first": "0.8176",
    "easy start with squared error": "0.0940",
    "easy start with cross-entropy": "0.0116",
    "hard start at first": "0.9820",
    "hard start with squared error": "0.2028",
    "hard start with cross-entropy": "0.0120",
}
SIZES = {
    "100 images, %": 69.09,
    "200 images, %": 76.37,
    "500 images, %": 85.29,
    "1,000 images, %": 88.85,
    "2,000 images, %": 91.27,
    "5,000 images, %": 93.24,
    "10,000 images, %": 94.89,
    "20,000 images, %": 95.85,
    "50,000 images, %": 95.97,
}
SPEEDS = {
    "2 hidden layers: layer 1 at first": 0.066,
    "2 hidden layers: layer 2 at first": 0.309,
    "3 hidden layers: layer 1 at first": 0.012,
    "3 hidden layers: layer 2 at first": 0.060,
    "3 hidden layers: layer 3 at first": 0.283,
    "4 hidden layers: layer 1 at first": 0.003,
    "4 hidden layers: layer 2 at first": 0.017,
    "4 hidden layers: layer 3 at first": 0.070,
    "4 hidden layers: layer 4 at first": 0.285,
}


def the_printed_digits(figures):
    """Whether the numbers, rounded as in the book, equal the book's."""

    def verdict(values):
        same = sum(f"{x:.4f}" == text for name, text in figures.items() for x in values[name])
        word = "**agrees**" if same == len(figures) else "**differs**"
        return f"{word}: {same} of {len(figures)} numbers, to the last printed digit"

    return verdict


def the_largest_difference(figures, within):
    """Whether each median is within this distance of its figure."""

    def verdict(values):
        gaps = {name: statistics.median(values[name]) - figures[name] for name in figures}
        worst = max(gaps, key=lambda name: abs(gaps[name]))
        word = "**agrees**" if abs(gaps[worst]) <= within else "**differs**"
        size = f"{abs(gaps[worst]):.2g} {'above' if gaps[worst] > 0 else 'below'}"
        return f"{word}: the largest difference of a median is {size}, at {worst.split(', ')[0]}"

    return verdict


def his_among_ours(figures):
    """Whether the book's figures, from one draw of weights, are in the range of our draws."""

    def verdict(values):
        half = 0.0005  # the book rounds to 0.001
        inside = [min(values[k]) - half <= f <= max(values[k]) + half for k, f in figures.items()]
        word = "**agrees**" if all(inside) else "**differs**"
        return f"{word}: {sum(inside)} of his {len(figures)} numbers lie in the range of ours"

    return verdict


def first_layers_are_slower(run):
    """Whether each hidden layer at first learns more slowly than the one after it."""
    pairs = zip(SPEEDS, list(SPEEDS)[1:], strict=False)
    return all(run[one] < run[two] for one, two in pairs if one.split(":")[0] == two.split(":")[0])


ONE = "21_nielsen_one_neuron"
FIRST = "20_nielsen_first_network"
OVERFITTING = "22_nielsen_overfitting"
WEIGHTS = "23_nielsen_first_weights"
RATES = "24_nielsen_rates"
DATA = "25_nielsen_more_data"
WIDER = "26_nielsen_wider"
VANISHING = "27_nielsen_vanishing"
SOFTMAX = "28_nielsen_softmax"
CONVOLUTION = "29_nielsen_convolution"

CLAIMS = [
    Claim(
        FIRST,
        "784-30-10, squared error, rate 3, 30 epochs, best of three runs",
        "chapter 1",
        "95.42 % at its peak, 95.34 % at the end",
        ("30 neurons peak, %", "30 neurons end, %"),
        best_of_three("30 neurons peak, %", 95.42, within=0.5),
        picture="first_network.png",
    ),
    Claim(
        FIRST,
        "784-100-10, the same",
        "chapter 1",
        "96.59 %",
        ("100 neurons peak, %", "100 neurons end, %"),
        best_of_three("100 neurons peak, %", 96.59, within=0.5),
        why="In some runs an output starts on the flat part of the sigmoid and stays there: its "
        "digit is never recognised, a tenth of all images (with seed 0, the digit 3)",
    ),
    Claim(
        FIRST,
        "rate 0.001: it learns, but far too slowly",
        "chapter 1",
        "11.39 % after 1 epoch, 21.42 % after 30",
        ("rate 0.001 after epoch 1, %", "rate 0.001 end, %"),
        holds(lambda run: run["rate 0.001 after epoch 1, %"] < run["rate 0.001 end, %"] < 50),
    ),
    Claim(
        FIRST,
        "rate 100: no better than guessing",
        "chapter 1",
        "about 10 %",
        ("rate 100 end, %",),
        holds(lambda run: run["rate 100 end, %"] < 15),
    ),
    Claim(
        ONE,
        "one neuron that starts badly wrong learns slowly with squared error, not with "
        "cross-entropy (rate 0.15, 300 steps)",
        "chapter 3",
        "0.8176 → 0.0940 and 0.0116; 0.9820 → 0.2028 and 0.0120",
        tuple(NEURON),
        the_printed_digits(NEURON),
        seeds=1,
        picture="one_neuron.png",
    ),
    Claim(
        OVERFITTING,
        "1,000 images, 400 epochs: all of them are memorised, but new ones are misread",
        "chapter 3",
        "training 100 %, test at most 82.27 %",
        (
            "training accuracy without L2, %",
            "test accuracy without L2 peak, %",
            "test accuracy without L2 end, %",
        ),
        close_to("test accuracy without L2 peak, %", 82.27, within=2),
        seeds=3,
        picture="overfitting.png",
    ),
    Claim(
        OVERFITTING,
        "the same with L2, λ = 0.1",
        "chapter 3",
        "test at most 87.1 %",
        ("test accuracy with L2 peak, %", "test accuracy with L2 end, %"),
        close_to("test accuracy with L2 peak, %", 87.1, within=2),
        seeds=3,
    ),
    Claim(
        WEIGHTS,
        "first weights from N(0, 1/n) instead of N(0, 1): it learns at once",
        "chapter 3",
        "after 1 epoch almost 93 % instead of less than 87 %; at the end about the same",
        (
            "small weights after 1 epoch, %",
            "large weights after 1 epoch, %",
            "small weights at the end, %",
            "large weights at the end, %",
        ),
        holds(
            lambda run: (
                run["small weights after 1 epoch, %"] > run["large weights after 1 epoch, %"] + 3
            )
        ),
        seeds=3,
        picture="first_weights.png",
    ),
    Claim(
        RATES,
        "rate 0.025 is slow but sure, 0.25 is faster, 2.5 never settles",
        "chapter 3",
        "three curves, without figures",
        (
            *(f"cost at the end at rate {rate}" for rate in (0.025, 0.25, 2.5)),
            *(f"times that the cost rose at rate {rate}" for rate in (0.025, 0.25, 2.5)),
        ),
        holds(
            lambda run: (
                run["times that the cost rose at rate 0.025"] <= 2
                and run["times that the cost rose at rate 2.5"] >= 8
                and run["cost at the end at rate 2.5"] > run["cost at the end at rate 0.25"]
            )
        ),
        seeds=3,
        picture="rates.png",
    ),
    Claim(
        DATA,
        "more training images, fewer mistakes on new ones",
        "chapter 3",
        ", ".join(f"{figure:.2f}" for figure in SIZES.values()) + " % on validation",
        tuple(SIZES),
        the_largest_difference(SIZES, within=1),
        seeds=3,
        picture="more_data.png",
    ),
    Claim(
        WIDER,
        "784-100-10, cross-entropy, L2 with λ = 5, rate 0.1, 60 epochs",
        "chapter 3",
        "98.04 % on validation",
        ("validation accuracy peak, %", "validation accuracy end, %", "test accuracy end, %"),
        close_to("validation accuracy peak, %", 98.04, within=0.25),
        seeds=3,
        picture="wider.png",
    ),
    Claim(
        VANISHING,
        "how fast the biases of each hidden layer learn at first: the length of ∂C/∂b in "
        "networks with 2, 3 and 4 hidden layers",
        "chapter 5",
        "0.066, 0.309; 0.012, 0.060, 0.283; 0.003, 0.017, 0.070, 0.285",
        tuple(SPEEDS),
        his_among_ours(SPEEDS),
        seeds=20,
        picture="vanishing.png",
    ),
    Claim(
        VANISHING,
        "the nearer to the input, the more slowly a layer learns; during 500 steps",
        "chapter 5",
        "with 4 hidden layers the last is roughly 100 times faster than the first",
        tuple(f"{n} hidden layers: last is faster than first, times" for n in (2, 3, 4)),
        holds(first_layers_are_slower),
        seeds=20,
    ),
    Claim(
        SOFTMAX,
        "784-100-10 with a softmax, 60 epochs, the epoch chosen on validation images",
        "chapter 6",
        "97.80 %",
        ("test accuracy, %",),
        close_to("test accuracy, %", 97.80, within=0.25),
        seeds=3,
        picture="softmax.png",
    ),
    Claim(
        CONVOLUTION,
        "20 filters of 5 × 5 before it: a convolution; ours after 10 epochs, his after 60",
        "chapter 6",
        "98.78 %",
        ("one layer test accuracy, %",),
        close_to("one layer test accuracy, %", 98.78, within=0.25),
        seeds=1,
        picture="convolution.png",
    ),
    Claim(
        CONVOLUTION,
        "40 more filters on top of those; ours after 10 epochs, his after 60",
        "chapter 6",
        "99.06 %",
        ("two layers test accuracy, %",),
        close_to("two layers test accuracy, %", 99.06, within=0.25),
        seeds=1,
        why="It trains for a sixth of his epochs, and is still improving in the last one",
    ),
]
