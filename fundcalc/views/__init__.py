"""Tables shown to people, each described once and drawn by the terminal, workbooks, pages and JSON alike."""
