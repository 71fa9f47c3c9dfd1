"""Tables, described once and drawn by the terminal, workbooks, pages and JSON."""
