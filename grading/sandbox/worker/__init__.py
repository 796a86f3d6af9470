"""The trusted side of a program's tests: between the two processes, and to the learner in words."""
