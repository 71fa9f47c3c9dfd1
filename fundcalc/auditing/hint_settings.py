"""What a user sets for hints: limits, lists of payees, and which hints are off.

They stand under ``[hints]`` in the file of ``--accounts``. A hint whose limit or list is not given asks nothing::

    [hints]
    off = ["year_end_rush"]
    evidence_above = "10000"     # missing_evidence: from this amount on, an invoice, a voucher and a payee are expected
    split_limit = "200000"       # split_payment: the limit below which purchases may have been split
    payees = ["张三", "甲公司"]   # related_payee: staff, related parties, partners
    persons_above = "5000"       # related_payee: payments to persons from this amount on
    cash_above = "1000"          # cash_payment: cash beyond this amount
    duplicates_above = "1000"    # duplicate_payment: from this amount on
"""

from pydantic import Field

from fundcalc.policy.nodes import Fen, Node


class HintSettings(Node):
    """The settings of hints; amounts in yuan as written, in fen as read."""

    off: tuple[str, ...] = ()
    evidence_above: Fen | None = None
    split_limit: Fen | None = None
    payees: tuple[str, ...] = ()
    persons_above: Fen | None = None
    cash_above: Fen = 1_000_00
    duplicates_above: Fen = 1_000_00


class SampleSettings(Node):
    """How many items a sample has, its seed, and whether judged lines are sampled too."""

    size: int = Field(default=30, ge=1, le=10_000)
    seed: int = 1
    judged: bool = False
