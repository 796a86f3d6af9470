"""What runs in the learner's process."""
