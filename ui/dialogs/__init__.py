"""Dialogs: each asks one question and gives back an answer, none changes the document by itself."""
