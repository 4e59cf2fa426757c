"""The record of one backward pass: its tensors, what they are called, what flowed where."""
