"""Intake: sheets become a roster: headers, mapping, student rows."""
