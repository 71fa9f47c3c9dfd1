"""Rounds, books and audits in the browser, by what the commands call.

``server`` puts the pages and the notebooks on one address of this machine, ``guard`` answers nobody else, ``visit`` is a
request and its answers, ``workspace`` what is kept while the server runs, ``acts`` how an entry is shown before it is made,
``pages/`` one module per group of pages. Nothing is computed in a template.
"""
