"""The bundle: everything to install fundcalc on a machine without internet."""
