"""What happened in a graph, in words: formulas, sentences, paths, numbers."""
