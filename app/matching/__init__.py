"""Pairing the students of two lists, and saying how their fields differ. Knows no files."""
