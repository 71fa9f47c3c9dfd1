"""Support for the notebooks and ``fundcalc app``: uploads, pages, charts, server.

``rounds`` and ``spending`` are the work of a page without the page; ``page`` is how pages look and speak (marimo),
``charts`` what is drawn (Altair), ``server`` the app for this machine only, ``places`` where its files are.
"""
