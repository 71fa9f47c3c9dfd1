"""Tests of the notebooks and the app, with and without a browser."""
