"""What runs in the author's process: the words of tests.py, and the runs of tests."""
