"""What is right and wrong in a roster. Pure Python; imports models, never the window."""
