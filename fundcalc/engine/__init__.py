"""What a measure means for one application, with every step; ``table/`` says the same for a whole table."""
