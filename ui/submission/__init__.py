"""Submission: handing in the two files."""
