"""Tests of the book, one file a module."""
