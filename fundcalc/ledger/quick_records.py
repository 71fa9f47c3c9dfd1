"""Data classes that the type checker freezes, and that are quick to make.

``dataclass(frozen=True)`` sets each field by a call: for the twenty fields of an award that takes ten times as long, and
a book of a hundred thousand awards a second longer.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dataclasses import dataclass as quick_dataclass
else:
    from dataclasses import dataclass

    def quick_dataclass(*, frozen, slots):
        """A data class with the hash of a frozen one."""
        return dataclass(slots=slots, unsafe_hash=frozen)


__all__ = ["quick_dataclass"]
