"""What the lines of a file mean, in the current language, for editors to show."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from pydantic import BaseModel

from fundcalc.base.i18n import either
from fundcalc.base.toml import tables
from fundcalc.policy.vocabulary import Text

FILE = "descriptions.toml"
ABOUT = "about"  # the key that describes a table itself; no line is called so


@cache
def descriptions() -> Mapping[str, Mapping[str, Text]]:
    """The descriptions by class and key."""
    text = files("fundcalc.schemas").joinpath(FILE).read_bytes()
    return {
        name: {key: Text.model_validate(body) for key, body in lines.items()}
        for name, lines in tables(text, FILE).items()
    }


def described_key(name: str, key: str) -> str | None:
    """What a line means; None where nothing is said."""
    text = descriptions().get(name, {}).get(key)
    return None if text is None else either(text)


def about(name: str) -> str:
    """What a table is for; empty where nothing is said."""
    return described_key(name, ABOUT) or ""


def described(model: type[BaseModel], key: str) -> str | None:
    """What a line of a table means, from its class or the nearest one above it."""
    texts = (described_key(kind.__name__, key) for kind in model.__mro__)
    return next((text for text in texts if text is not None), None)
