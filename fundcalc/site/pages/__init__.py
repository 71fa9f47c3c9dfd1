"""The pages by group: each a function from a visit to an answer."""
