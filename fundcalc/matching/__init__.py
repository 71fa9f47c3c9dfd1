"""One unit against every measure; a round against paying without application."""
