"""Work: the page on which a roster is corrected, its panels and dialogs."""
