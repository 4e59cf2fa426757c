"""How it works: a graph that remembers, and the walk back through it.  It reads in one evening."""
