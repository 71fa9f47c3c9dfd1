"""Why an account is not counted where no money moves."""

from fundcalc.journals.charts import JournalAccount
from fundcalc.journals.pieces import Why


def why_moved(account: JournalAccount, other: JournalAccount) -> Why:
    """Why an account is not counted opposite another one, without money."""
    roles = {account.role, other.role}
    if not account.is_spending:
        return "worn" if account.role == "worn" else "carried" if account.role == "result" else "other"
    if "worn" in roles:
        return "worn"
    if "result" in roles:
        return "carried"
    if other.is_spending:
        return "consumption" if "stock" in roles else "moved"
    return "transfer"
