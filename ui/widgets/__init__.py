"""Widgets: building blocks of pages and dialogs, and background jobs."""
