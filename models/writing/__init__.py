"""Writing: what our own files look like."""
