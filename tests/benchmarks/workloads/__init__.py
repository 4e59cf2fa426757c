"""What is measured: a file for each question.

A workload has a TITLE, a NOTE, the UNIT of its times, and `measure(effort)`, which returns
{case: {contender: its figures}} and {contender: why it is missing}.
"""
