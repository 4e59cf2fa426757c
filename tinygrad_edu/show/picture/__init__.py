"""What happened in a graph, as a picture: cards, arrows, and who draws them."""
