"""What the workbench claims about itself, measured: `python -m benchmarks report`.

A claim is a function in one of these modules that measures something real and returns a Claim:
what is claimed, the figure measured, the bar it is held to, and whether it holds.
"""
