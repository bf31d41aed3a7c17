"""Reading: a file's bytes become sheets of texts; one module a format behind ``read``."""
