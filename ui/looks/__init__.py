"""Looks: palette, theme, style sheet, icons and marks."""
