"""The life of a platform: its standing on a day, what is due, what must follow."""
