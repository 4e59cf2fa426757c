"""PyTorch's names and keywords, and what is written here instead."""
