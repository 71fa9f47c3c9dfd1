"""Messages of awards that are paid by parts."""

from fundcalc.base.i18n import Message

NOT_A_SCHEDULE = Message(
    "a schedule holds parts whose shares add up to 100%, such as `30% 2026-05-01; 70% acceptance NAME`"
)
NOT_DUE = Message(
    "{fen} yuan is more than is due on {on}: of {awarded} yuan awarded {opened} are due and {paid} paid; {remedy}"
)
PAY_AT_MOST = Message("pay at most {payable}")
PAY_LATER = Message("{amount} more are due from {opens}")
CONFIRM_FIRST = Message(
    "{amount} more are due when this is confirmed: {name}; enter that with `fundcalc book note DIR --award {award} "
    "--milestone {milestone} --date DAY`"
)
PAY_NEXT_YEAR = Message(
    "in {year} no more than {limit} yuan are paid on it: pay at most {payable}, and the rest in the years after"
)
REVOKED = Message(
    "its platform was revoked on {on}, and no further part is paid; correct the award, or reverse the revocation if it "
    "was wrong"
)
NOTHING_DUE = Message("award {award}: nothing is due on {on}, and {left} yuan are still to come; {remedy}")

NO_SCHEDULE = Message("award {award} has no milestones, because it is not paid by parts")
NO_MILESTONE = Message("award {award} has no milestone {milestone}; it has {milestones}{meant}")
MILESTONE_OF_PAID = Message(
    "award {award}: {milestone} opened a part that is paid; with {on} as its day {fen} yuan would have been paid before they "
    "were due; reverse that payment first"
)
