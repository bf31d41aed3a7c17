"""Paper: the form that the district issued, and the sheets that people sign."""
