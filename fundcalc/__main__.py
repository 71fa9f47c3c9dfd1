"""``python -m fundcalc``, for where the command ``fundcalc`` is not on the path."""

from fundcalc.cli import main

main()
