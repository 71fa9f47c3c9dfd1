"""An example year in two books, made by the commands themselves."""
