"""Speed as ratios: every line measures ours and a reference in the same run on the same data."""
