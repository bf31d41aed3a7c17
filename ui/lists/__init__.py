"""Other lists: compared with the roster, and many files made one roster."""
