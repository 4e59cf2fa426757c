"""A graph as a picture: cards, arrows, and the programs that draw them."""
