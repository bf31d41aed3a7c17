"""Table: which rows are shown, in what order, with what marks."""
