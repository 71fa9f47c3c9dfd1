"""The season in the browser: server-rendered pages that do what the commands do.

``server`` puts the pages and the notebooks on one address of this machine, ``guard`` answers nobody else, ``visit`` is a
request and its answers, ``workspace`` what is kept while the server runs, ``acts`` how an entry is shown before it is made,
``pages/`` one module for each group of pages. Nothing is computed in a template.
"""
