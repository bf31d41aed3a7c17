"""The program without a window: the document that ties roster, journal and rules; the commands."""
