"""The sending room: the only one that opens a socket, and only when the clerk asks for it."""
