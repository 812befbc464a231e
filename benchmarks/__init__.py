"""What the workbench claims about itself, measured: `python -m benchmarks NAME`.

A claim is a function in one of these modules, listed in its CLAIMS, that measures something real and
returns a Claim: what is claimed, the figure measured, the bar it is held to, whether it holds.
"""
