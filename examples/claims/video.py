"""3Blue1Brown's "Gradient descent, how neural networks learn"."""

from . import Claim, at_least, close_to, holds

COUNT, ACCURACY = "weights and biases", "test accuracy, %"
WIDER = [f"test accuracy of 784-{sizes}-10, %" for sizes in ("16-16", "32-32", "64-32", "128-64")]

CLAIMS = [
    Claim(
        "01_valleys",
        "One input: steps against the slope shrink as it flattens; where you start decides which "
        "valley you reach",
        "the video",
        "–",
        ["different valleys reached", "lowest cost", "highest cost of a valley"],
        holds(lambda run: run["different valleys reached"] > 1 and run["last ÷ first step"] < 0.01),
        seeds=1,
        picture="valleys.png",
    ),
    Claim(
        "02_steepest",
        "Two inputs: the gradient is the direction of steepest ascent; where it is (3, 1), the "
        "first input matters three times as much",
        "the video",
        "(3, 1)",
        [
            "gradient at (1 1): first entry",
            "gradient at (1 1): second entry",
            "the gradient points to, °",
            "the steepest direction found, °",
        ],
        holds(
            lambda run: (
                run["gradient at (1 1): first entry"] == 3
                and run["gradient at (1 1): second entry"] == 1
                and abs(run["a nudge of x ÷ the same of y"] - 3) < 1e-3
                and abs(run["the gradient points to, °"] - run["the steepest direction found, °"])
                < 0.1
            )
        ),
        seeds=1,
        picture="steepest.png",
    ),
    Claim(
        "03_untrained",
        "784-16-16-10, sigmoid: about 13,000 weights and biases",
        "the video",
        "13,002",
        [COUNT],
        close_to(COUNT, 13_002, 0),
    ),
    Claim(
        "03_untrained",
        "At first all weights are random, and a 3 gives a mess",
        "the video",
        "–",
        ["cost of this 3", "outputs above 0.5 of ten", ACCURACY],
        holds(lambda run: run["cost of this 3"] > 1 and run[ACCURACY] < 25),
        picture="untrained.png",
    ),
    Claim(
        "04_nudges",
        "The gradient is 13,002 numbers: signs say which way, sizes say what matters",
        "the video",
        "–",
        [
            "weights and biases nudged",
            "same sign, %",
            "largest difference, % of the largest change",
            "share of the slope² in 1 in 100 weights, %",
        ],
        holds(
            lambda run: (
                run["weights and biases nudged"] == 13_002
                and run["same sign, %"] > 99
                and run["largest difference, % of the largest change"] < 1
            )
        ),
        picture="nudges.png",
        why="Each of the 13,002 was moved by 0.001",
    ),
    Claim(
        "05_backprop",
        "Backpropagation computes it: the same numbers as from a difference quotient per weight",
        "the video",
        "about 11,000 times faster (a tried figure)",
        ["largest difference ÷ largest slope", "times faster"],
        holds(
            lambda run: (
                run["largest difference ÷ largest slope"] < 1e-6 and run["times faster"] > 1000
            )
        ),
        picture="backprop.png",
        why="The ratio is from one machine, for the cost of ten images",
    ),
    Claim(
        "06_step",
        "Neurons are not simply on or off: the cost must be smooth",
        "the video",
        "–",
        [
            "length of the gradient with step",
            "test accuracy with step, %",
            "test accuracy with sigmoid, %",
        ],
        holds(
            lambda run: (
                run["length of the gradient with step"] == 0
                and run["change of accuracy with step, %"] == 0
                and run["test accuracy with sigmoid, %"] > 80
            )
        ),
        picture="step.png",
    ),
    Claim(
        "mnist",
        "It reads about 96 % of new images",
        "the video",
        "96 %",
        [ACCURACY],
        at_least(ACCURACY, 96),
        picture="learning_curve.png",
    ),
    Claim(
        "07_wider",
        "Tweaks to the hidden layers: 98 %",
        "the video",
        "98 %",
        WIDER,
        at_least(WIDER[-1], 98),
        picture="wider.png",
    ),
    Claim(
        "08_relu",
        "ReLU is easier to train than the sigmoid",
        "the video",
        "–",
        [
            "validation after one epoch with sigmoid, %",
            "validation after one epoch with ReLU, %",
            "test accuracy with sigmoid, %",
            "test accuracy with ReLU, %",
        ],
        holds(
            lambda run: (
                run["validation after one epoch with ReLU, %"]
                > run["validation after one epoch with sigmoid, %"]
            )
        ),
        picture="relu.png",
        why="That is after one epoch; the test accuracies are those after ten",
    ),
    Claim(
        "09_mistakes",
        "Some of its mistakes are forgivable",
        "the video",
        "–",
        ["mistakes of 10,000 images", "of these the second guess is right, %"],
        holds(lambda run: run["of these the second guess is right, %"] > 50),
        picture="mistakes.png",
        why="Forgivable means here: for most of them, the second guess is right",
    ),
    Claim(
        "10_weights",
        "The first layer's weights, drawn as 28 × 28 pictures, look almost random",
        "the video",
        "its own weights read 93.6 %",
        [
            "started large: median correlation",
            "started small: median correlation",
            "digits: median correlation",
            "shuffled: 99th percentile",
            "started large: test accuracy, %",
        ],
        holds(
            lambda run: (
                run["started large: median correlation"] < run["digits: median correlation"] / 2
            )
        ),
        picture="large.png",
        why="Tested is the correlation of neighbouring weights, which should be less than half of "
        "that in images of digits. They do look random: the video's start, N(0, 1), leaves much "
        "noise. But there are spots in it; with the small start of our recipe there are only "
        "spots. Neither shows strokes",
    ),
    Claim(
        "11_noise",
        "A random image gets a confident answer",
        "the video",
        "–",
        [
            "noise: largest output above 0.5, %",
            "noise: above 0.9, %",
            "noise: most frequent answer, % of images",
            "shuffled pixels: largest output above 0.5, %",
            "shuffled pixels: above 0.9, %",
        ],
        holds(lambda run: run["noise: largest output above 0.5, %"] > 50),
        picture="noise.png",
        why="Confident means here: for most noise images, the largest output is above 0.5",
    ),
    Claim(
        "mnist_conv",
        "What would make it pick up edges? A convolution",
        "the video",
        "> 99 %",
        [ACCURACY],
        at_least(ACCURACY, 99),
        seeds=3,
        picture="filters.png",
    ),
]
