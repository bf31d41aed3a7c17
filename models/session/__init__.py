"""Session: the working copy on the disk."""
