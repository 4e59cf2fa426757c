"""What happened in a graph, shown: in numbers, words and pictures."""
