"""What happened in a graph, step by step, on a page that plays it."""
