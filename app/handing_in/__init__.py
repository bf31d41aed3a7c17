"""Handing in: what leaves the school, how it gets there, and the record of it."""
