"""Support for the notebooks, and work that the pages of ``site`` share with them.

``rounds`` and ``audit`` are the work of a page without the page; ``page`` is how notebooks look and speak (marimo),
``charts`` what is drawn (Altair), ``uploads`` dropped files, ``resources`` where the files of the package are.
"""
