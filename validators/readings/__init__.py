"""Understanding single cells: canonical writing, meaning, and what is wrong with it by itself."""
