"""Window: the application, its main window, safekeeping and last resort."""
