"""The new digit stands in front of the old one. Python reads the two as one number: which of
them should go?
"""

target = 32
