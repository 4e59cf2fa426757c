"""What happened in a graph, written down: one backward pass, its tensors, and their names."""
