"""The new digit stands beside the old one. Python reads the two as one number: which of them
should go?
"""

target = 23
