"""Predict, then reveal: questions about gradients, and the mistakes behind wrong answers."""
