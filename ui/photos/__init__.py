"""检查照片: the photos of a folder against the roster that is open."""
