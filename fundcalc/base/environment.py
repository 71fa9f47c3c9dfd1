"""The environment variables that fundcalc reads."""

# Folders with policies of one's own, several as in PATH; the option --policies sets it for one command.
POLICIES = "FUNDCALC_POLICIES"
