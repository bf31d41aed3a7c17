"""Start: the start page, and opening with its questions."""
