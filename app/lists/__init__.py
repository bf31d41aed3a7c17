"""Lists held against a roster: compared, kept with the work, and what becomes of a difference."""
