"""One thing done wrong at one place of a formula: functions from a place to the trees that may stand there instead."""
