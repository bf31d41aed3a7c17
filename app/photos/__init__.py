"""检查照片: every student's photo, rightly named, before the platform rejects it."""
