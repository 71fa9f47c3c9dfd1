"""Tables of applications on disk, decided by the table engine, and written whole or not at all."""
