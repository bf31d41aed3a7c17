"""Understanding single cells: canonical writing, meaning, and what is wrong with the cell by itself."""
