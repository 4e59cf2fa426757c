"""A graph in words: formulas, sentences, paths, numbers."""
