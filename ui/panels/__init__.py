"""Panels beside the table: they show and ask, they never change the document themselves."""
