"""What if: populations to try a measure on."""
