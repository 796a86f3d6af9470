"""Is this answer right? `grade(field, raw_answer) -> Verdict`, in pure Python."""
