"""What the examples share, so that each of them is about its idea."""
