"""JSON as other programs and consoles write it."""

import json


def parse_json(content: bytes) -> object:
    """Parse JSON in UTF-8, in UTF-16 as PowerShell writes it, or in GB18030.

    A byte order mark does not matter. Raises ValueError, or RecursionError for one nested too deeply.
    """
    try:
        document: object = json.loads(content)
    except UnicodeDecodeError:
        document = json.loads(content.decode("gb18030"))
    return document
