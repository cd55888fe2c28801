"""What each rule means, in a line: for whoever asks why a signal has its value."""

from __future__ import annotations

from aftercall.signals.confidence import PLAIN

# fmt: off
MEANING: dict[str, str] = {
    "call.stray_value": "left out: the one value found in a long call, a doubtful one or a size that nobody asked for, which is more often a stray number",
    "caller.no_customer": "nothing: the caller showed to be no customer, so what they told is not theirs",
    "competitor.affirmed": "the agent named the competitor, and the customer said yes",
    "competitor.named": "the customer named the competitor",
    "competitor.picked": "the customer picked it out of what the agent named",
    "industry.said": "the customer said what they are or do",
    "integration.affirmed": "the agent named the product, and the customer said yes",
    "integration.everyday_name": "the customer named it by a name that is an everyday word, where it is meant as a name",
    "integration.named": "the customer named the product as used, needed or asked for",
    "integration.picked": "the customer picked it out of what the agent named",
    "team.affirmed": "the agent said the number of people, and the customer said yes",
    "team.answer": "a bare number after a question about people, or in place of one given before",
    "team.echoed": "the customer's number, which the agent repeated as one of people, unopposed",
    "team.pair": 'people counted by naming them: "me and Kevin", "the three of us"',
    "team.people": "a number of people, employees or of a trade",
    "team.seats": "a number of users, seats, logins or licences",
    "team.solo": "a way of saying one person",
    "team.sum": "parts that were added up, the speaker among them where they said so",
    "team.total": "the last of several numbers, called the total",
    "urgency.affirmed": "the agent said a date or that there is no hurry, and the customer said yes",
    "urgency.date_answer": "a date after a question of when",
    "urgency.date_must": "a date by which a paper has to be signed, or a term the customer was given",
    "urgency.date_need": "a date by which the customer needs it",
    "urgency.mood": "words of hurry, or of no hurry",
    "urgency.mood_answer": "words of hurry, or of no hurry, after a question of when",
    "urgency.negated": "words of hurry, taken back in the same breath",
    "urgency.pressed": "a plain yes or no to whether it is urgent",
    "urgency.rejected_date": "a date after a question of when, turned down as too soon",
    "volume.affirmed": "the agent said the number of documents, and the customer said yes",
    "volume.answer": "a bare number after a question about documents, with its period",
    "volume.documents": "a number of documents with its period",
    "volume.echoed": "the customer's number, which the agent repeated as one of documents, unopposed",
    "volume.period": "a number of documents whose period came in the exchange after",
    "volume.sum": "several kinds of document, added up",
}
# fmt: on


def meaning(rule: str) -> str:
    """The rule in a line; empty for one that is not listed."""
    if rule.startswith("pack."):
        return "a phrase of your own pack"
    told = MEANING.get(rule.removesuffix(PLAIN), "")
    return f"{told}; in a few words, and nothing else could be meant" if told and rule.endswith(PLAIN) else told
