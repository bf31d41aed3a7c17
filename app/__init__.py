"""The program without a window: the document that ties roster, journal and rules, and the commands."""
