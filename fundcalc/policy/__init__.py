"""What a measure says: its vocabulary, model, files, parameters and uses."""
