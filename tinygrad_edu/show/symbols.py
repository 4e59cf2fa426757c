"""The signs of ops, for badges."""

from __future__ import annotations

from ..graph import Node

SYMBOLS = {
    **{"add": "+", "subtract": "−", "multiply": "×", "divide": "÷", "negative": "−", "abs": "|x|"},
    **{"matmul": "@", "sigmoid": "σ", "square": "x²", "sqrt": "√", "sum": "Σ", "transpose": "T"},
    **{"getitem": "[ ]", "reciprocal": "1/x", "squared_error": "(x−y)²", "linear": "xWᵀ+b"},
    **{"power": "xʸ", "concatenate": "concat", "broadcast_to": "stretch", "positive": "+"},
}
POWERS = {2: "x²", 3: "x³", -1: "1/x", 0.5: "√"}


def symbol_of(node: Node) -> str:
    """The sign of a node's op: its usual one, or its name."""
    if node.op is None:
        return ""
    if node.op.__name__ == "power" and not node.inputs[1].value.ndim:
        return POWERS.get(node.inputs[1].value.item(), "xʸ")
    return SYMBOLS.get(node.op.__name__, node.op.__name__)
