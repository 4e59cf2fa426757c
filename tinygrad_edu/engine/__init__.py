"""How it works: a graph that remembers and the walk back through it, readable in one evening."""
