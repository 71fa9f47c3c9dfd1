"""What a measure says: its vocabulary, its model, how a file is validated and loaded, its parameters and uses."""
