"""The demo's conversations, as data: who calls, what they say, what the model answers, how it ends.

The caller's words travel as audio, are recognised, and reach the model as a chat message; `reply` finds
the answer by that message. So an answer proves that the whole way works: a lost word is a lost answer.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

ROOM_PREFIX = "rm_"
"""A call's room, and so its session id, is this and the label that says which scene is played."""
MODEL = "gpt-4.1-mini"
GREETING = "Mara at Foldwell, hello! This call may be recorded."


@dataclass(frozen=True)
class ToolRequest:
    """The model asks for one tool."""

    tool: str
    arguments: Mapping[str, Any]


@dataclass(frozen=True)
class Step:
    """One completion of the model: words, tools, or both."""

    says: str = ""
    calls: tuple[ToolRequest, ...] = ()


@dataclass(frozen=True)
class Exchange:
    """What the caller says, and the completions that follow: each but the last asks for tools."""

    caller: str
    model: tuple[Step, ...]
    cuts_in_after_seconds: float | None = None
    """The caller does not wait for the agent's end, but speaks this long after the agent began."""


@dataclass(frozen=True)
class Caller:
    """The participant, as their side of the application announces them."""

    identity: str
    attributes: Mapping[str, str] = field(default_factory=dict)
    metadata: str = ""
    by_phone: bool = False


@dataclass(frozen=True)
class Scene:
    """One conversation."""

    name: str
    title: str
    caller: Caller
    exchanges: tuple[Exchange, ...]
    ending: Literal["caller_leaves", "caller_leaves_mid_answer", "agent_hangs_up"] = "caller_leaves"


_SORRY = Step("Sorry, I did not catch that. Could you say it again?")


def reply(scene: Scene | None, heard: str, steps_done: int) -> Step:
    """The model's next completion, when the user's last message is `heard` and `steps_done` completions answered it."""
    for exchange in scene.exchanges if scene else ():
        if heard.strip().endswith(exchange.caller):
            return exchange.model[min(steps_done, len(exchange.model) - 1)]
    return _SORRY


def scene_of(label: str) -> Scene | None:
    """The scene that a label plays: its name, or its name, a dot and anything. None for other labels."""
    return SCENES.get(label.partition(".")[0])


def behaves(label: str, word: str) -> bool:
    """Whether a label has a provider behave in some way, which is one of its further words (see `providers`)."""
    return word in label.split(".")[1:]


def _search(query: str) -> Step:
    return Step(calls=(ToolRequest("search_knowledge_base", {"query": query}),))


def _book(email: str, slot: str) -> Step:
    return Step(calls=(ToolRequest("book_meeting", {"email": email, "slot": slot}),))


def _discount(seats: int) -> Step:
    return Step(calls=(ToolRequest("check_discount", {"seats": seats}),))


SCENES: dict[str, Scene] = {
    scene.name: scene
    for scene in (
        Scene(
            "qualified-lead",
            "a sales team of 200 that is in a hurry",
            Caller("ana", {"email": "Ana.Ruiz@lindqvist.example", "company": "Lindqvist"}),
            (
                Exchange(
                    "Hi, we are a sales team of 200 people and all our deals are in Salesforce.",
                    (Step("Great. How many documents do you send in a month?"),),
                ),
                Exchange(
                    "About 300 proposals a month, and we need this running this week.",
                    (
                        _discount(200),
                        Step("For two hundred seats we take eighteen percent off."),
                    ),
                ),
                Exchange(
                    "Perfect, please send me the contract today. Goodbye.",
                    (Step("It will be with you within the hour. Goodbye!"),),
                ),
            ),
        ),
        Scene(
            "small-customer",
            "two people with a few documents and no hurry",
            Caller("bo", metadata='{"email": "bo@twohands.example", "company": "Two Hands"}'),
            (
                Exchange(
                    "Hello, it is just the two of us and we send maybe five documents a month.",
                    (Step("Then our free plan is a good start. When would you like to begin?"),),
                ),
                Exchange(
                    "No rush at all, we are only looking around. Bye.",
                    (Step("Take your time. You can sign up on our site. Bye!"),),
                ),
            ),
        ),
        Scene(
            "knowledge-search",
            "two questions that are looked up",
            Caller("chidi", {"email": "chidi@okafor.example"}),
            (
                Exchange(
                    "Can we use the same blocks of text in several quotes?",
                    (
                        _search("shared text blocks"),
                        Step("Yes, a shared block is edited once and changes in each draft."),
                    ),
                ),
                Exchange(
                    "And does your product offer single sign-on?",
                    (
                        _search("single sign-on"),
                        Step("It does, with any provider that speaks SAML."),
                    ),
                ),
            ),
        ),
        Scene(
            "meeting-booked",
            "a caller by phone books a meeting; the agent hangs up",
            Caller(
                "sip_15550100123",
                {
                    "sip.callID": "SCL_demo4711",
                    "sip.callStatus": "active",
                    "sip.phoneNumber": "+15550100123",
                    "sip.ruleID": "SDR_demo",
                    "sip.trunkID": "ST_demo",
                    "sip.trunkPhoneNumber": "+15550100199",
                },
                by_phone=True,
            ),
            (
                Exchange(
                    "Could somebody show me the product on Thursday at two?",
                    (
                        _book("dana@quillside.example", "Thursday 14:00"),
                        Step("You are booked for Thursday at two. Anything else?"),
                    ),
                ),
                Exchange(
                    "No, that is all. Thank you, goodbye.",
                    (Step("See you on Thursday. Goodbye!", (ToolRequest("end_call", {}),)),),
                ),
            ),
            ending="agent_hangs_up",
        ),
        Scene(
            "tool-fails",
            "one tool refuses, another one breaks",
            Caller("emi", {"email": "emi@harborline.example"}),
            (
                Exchange(
                    "Please book me a meeting for Monday at nine.",
                    (
                        _book("emi@harborline.example", "Monday 09:00"),
                        Step("Monday at nine is taken. I will write to you with other times."),
                    ),
                ),
                Exchange(
                    "Then tell me what discount a whole university gets.",
                    (
                        _discount(5000),
                        Step("I cannot see it right now. A colleague will call you back."),
                    ),
                ),
            ),
        ),
        Scene(
            "hang-up",
            "the caller hangs up in the middle of an answer",
            Caller("farid", {"email": "farid@stonebridge.example"}),
            (
                Exchange(
                    "Tell me everything about how you keep our files safe.",
                    (
                        Step(
                            "Gladly. Every file is encrypted before it is stored, and each customer has a key of their own. "
                            "Keys are replaced every ninety days. Each access is written to a log that you can read, "
                            "and twice a year an outside firm tries to break in and publishes what it found."
                        ),
                    ),
                ),
            ),
            ending="caller_leaves_mid_answer",
        ),
        Scene(
            "interruption",
            "the caller cuts in and asks something else",
            Caller("gia", {"email": "gia@papertrail.example"}),
            (
                Exchange(
                    "Which plans do you have?",
                    (
                        Step(
                            "We have four of them. Start is free and made for one person. Team adds templates and approvals. "
                            "Business adds single sign-on and audit logs. Scale adds a region of your choice."
                        ),
                    ),
                ),
                Exchange(
                    "Sorry, I only need the price of the Team plan.",
                    (Step("Team is nineteen dollars per seat and month."),),
                    cuts_in_after_seconds=3.5,
                ),
            ),
        ),
        Scene("nothing-said", "somebody joins, says nothing, and leaves", Caller("guest-7"), ()),
    )
}
"""Every scene by name, in the order in which they are shown."""
