"""What a measure means for one application, with every step."""
