"""Why an op that mixes entries hands its gradient on as it does: a sentence each."""

from __future__ import annotations

REASONS = {
    "sum": "each entry moves the sum by as much as it moves",
    "mean": "each entry counts for its share of the mean",
    "max": "only the largest entry moves the result",
    "min": "only the smallest entry moves the result",
    "prod": "an entry counts as much as the product of the others",
    "cumsum": "an entry moves its own sum and all that follow",
    "softmax": "a larger share for one entry is a smaller one for all others",
    "log_softmax": "a larger share for one entry is a smaller one for all others",
    "logsumexp": "each entry counts for its share, the softmax",
    "reshape": "the entries were only moved, so their gradients move back",
    "transpose": "the entries were only moved, so their gradients move back",
    "astype": "only the number of digits changed, so it is changed back",
    "getitem": "what was not picked moves nothing",
    "scatter": "each entry gets what stands where it was put",
    "concatenate": "each input gets its own part back",
    "pad": "the border is no part of it",
    "broadcast_to": "what an entry moves, it moves in all of its copies",
    "unfold": "a pixel moves all windows in which it stands, so what they give is added up",
    "fold": "each window's entry gets what its pixel got",
    "max_pool2d": "only the largest entry of a window moves the result",
    "norm": "the length grows fastest along the vector itself",
    "squared_error": "the slope of a square is twice what was squared",
}
BY_POSITION = {
    "matmul": (
        "an entry meets a row of {other}, and gets back g times that row, added up",
        "an entry meets a column of {other}, and gets back g times that column, added up",
    ),
    "linear": (
        "an entry meets a column of the weights, and gets back g times that column, added up",
        "a weight meets one input of each example, and gets back g times those, added up",
        "it was added to every row, so what the rows give is added up",
    ),
}


def reason_of(op: str, position: int, names: list[str]) -> str:
    """Why input `position` of an op gets what it gets; "" where the rule says it all."""
    if op in BY_POSITION:
        other = names[1 - position] if len(names) == 2 else ""
        return BY_POSITION[op][position].format(other=other)
    return REASONS.get(op, "")
