"""A measure's own text: its articles, its figures, and what a policy says of them."""
