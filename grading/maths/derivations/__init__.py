"""Derivations: lines that each follow from what is given. `judging.py` is the way in."""
