"""Many files, one roster, and one roster, many files."""
