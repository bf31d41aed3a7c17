"""Forms: the district's issued form, found, mapped and filled with its looks kept."""
