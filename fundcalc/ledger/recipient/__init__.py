"""The book of a funded unit: grants received, spent and returned, one special account an award."""
