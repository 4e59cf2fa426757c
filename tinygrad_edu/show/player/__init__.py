"""A page that plays the backward pass of a graph, step by step."""
