"""Sheets of paper: what is printed or saved as PDF, and the dialogs for it."""
