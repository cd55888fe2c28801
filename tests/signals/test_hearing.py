"""Speech as it comes: padded, unmarked, half answered, repeated by the agent. One claim a line."""

import pytest

from aftercall.signals.dialogue import read_reply
from aftercall.signals.words import telling, tokenise

from .test_extract import heard


def size(*lines):
    signals = heard(*lines)
    return signals.team_size, signals.team_size_max


# --------------------------------------------------------------------------------- padding, missing marks


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("um, we uh use like Zoho", "we use zoho"), ("about, uh, twelve", "about twelve"), ("it's you know basically kind of slow", "it 's slow"), ("the I mean main one", "the main one"),
        ("do you know it", "do you know it"), ("I like it", "i like it"), ("what kind of tools", "what kind of tools"), ("ten, I mean twelve", "ten , i mean twelve"), ("ten or so", "ten or so"), ("uh huh", "uh huh"),
        ("as well", "as well"), ("so we left", "so we left"), ("dont", "dont"), ("we re five", "we 're five"), ("thats it", "that 's it"), ("I don t", "i dont"), ("s a p", "sap"),
    ],
)  # fmt: skip
def test_padding_is_taken_out_and_what_means_something_stays(said, kept):
    assert " ".join(tokenise(said)) == kept


@pytest.mark.parametrize(
    ("said", "marked"),
    [
        ("thanks how many of you would use it and what crm do you have", "thanks . how many of you would use it , and what crm do you have"), ("yes we use hubspot but we are leaving", "yes , we use hubspot , but we are leaving"),
        ("in a normal month how many contracts", "in a normal month how many contracts"), ("do you know how many people that is", "do you know how many people that is"), ("fine. how many of you use it", "fine . how many of you use it"), ("we use it", "we use it"),
    ],
)  # fmt: skip
def test_a_transcript_without_marks_gets_those_its_words_show(said, marked):
    assert " ".join(tokenise(said)) == marked


# ------------------------------------------------------------------------------------------------- replies


@pytest.mark.parametrize("said", ["that's it exactly", "still accurate", "you understand perfectly", "lord, yes", "that's the plan", "eight, yes, by the end of the month for all of them"])  # fmt: skip
def test_an_assent_is_a_yes(said):
    assert read_reply(tokenise(said)) == "yes"


@pytest.mark.parametrize("said", ["oh gosh, no", "there isn't, no", "who said Zendesk?", "that's way too soon for us", "I never said that"])  # fmt: skip
def test_a_refusal_is_a_no(said):
    assert read_reply(tokenise(said)) == "no"


def test_what_is_otherwise_right_is_affirmed():
    signals = heard("a: Six coordinators, twenty five contracts each month.", "u: Nine coordinators. Otherwise yeah.")
    assert (signals.team_size, signals.document_volume_per_month) == (9, 25)


# ------------------------------------------------------------------------------------------- people, named


@pytest.mark.parametrize(
    ("answer", "people"),
    [
        ("me, Tanya at the front desk, and both of my estimators", 4), ("my wife, my brother in law and me", 3), ("me, my daughter, and Sharon", 3), ("just me and the cat", 1), ("you're talking to it", 1), ("a flock of one", 1),
        ("four. two designers, me being one, a site manager and Jools", 4), ("eleven, with the two upholsterers", 11), ("two, Mirela and me", 2), ("thirty who create", 30), ("the ones who log in are the coordinators, three of them", 3),
    ],
)  # fmt: skip
def test_a_list_of_names_is_counted(answer, people):
    assert size("a: Who would use it?", f"u: {answer}") == (people, people)


@pytest.mark.parametrize(
    ("answer", "people"),
    [
        ("we don't have 50 users, more like 8", 8), ("it was thirty, we're down to twenty two", 22), ("not more than ten", 10), ("I was at an agency, thirty five people, it folded", None), ("they've got eighty thousand policyholders", None),
        ("if we bought the Austrians we'd be a hundred", None), ("I've done two hundred and six otters", None), ("the thirty first floor", None), ("we're a five oh one c three", None),
    ],
)  # fmt: skip
def test_only_a_real_present_size_of_ours_counts(answer, people):
    assert heard("a: How many users?", f"u: {answer}").team_size == people or people is None
    assert heard("a: Go on.", f"u: {answer}").team_size in (people, None)


def test_a_question_that_goes_on_asks_the_same_again():
    asked = ("a: How many users?", "u: oh, I couldn't say")
    assert size(*asked, "a: Roughly?", "u: ten") == (10, 10)
    eleven = ("a: How many are you?", "u: eleven", "a: Would all eleven want access?", "u: Lord, no")
    assert size(*eleven, "a: Nine, then?", "u: eight, I'd have thought") == (8, 8)
    assert heard(*asked, "a: What's your zip code?", "u: ten").team_size is None


def test_what_the_agent_repeats_says_what_was_counted():
    told = ("a: Who is it for?", "u: carrier sales. thirty desks")
    assert size(*told, "a: Thirty seats, noted. Anything else?", "u: not now") == (30, 30)
    assert heard(*told, "a: Forty seats, noted. Anything else?", "u: not now").team_size is None
    assert heard(*told, "a: Thirty seats?", "u: no").team_size is None


# ---------------------------------------------------------------------------------------------- documents


@pytest.mark.parametrize(
    ("answer", "ends"),
    [
        ("two three a week", (8.7, 13.0)), ("three, four a week", (13.0, 17.3)), ("oh eight a month", (8, 8)), ("fifteen a month each, so we're looking at ninety", (90, 90)), ("twenty, twenty five a month", (20, 25)),
        ("eight forms each a week, so forty all in", (173.3, 173.3)), ("a hundred page tender a day", (None, None)), ("she does fifty contracts a week", (None, None)), ("I get three or four contracts a month", (None, None)),
    ],
)  # fmt: skip
def test_a_spoken_rate_is_ours_and_goes_out(answer, ends):
    signals = heard("a: How many contracts do you send?", f"u: {answer}")
    assert (signals.document_volume_per_month, signals.document_volume_per_month_max) == ends


def test_only_the_period_may_be_corrected():
    told = ("a: How many contracts?", "u: a hundred and twenty a week", "a: A hundred and twenty a week, wow.")
    signals = heard(*told, "u: no no, what am I saying, a month. A week would kill us.")
    assert signals.document_volume_per_month == 120


# ------------------------------------------------------------------------------------------------ products


@pytest.mark.parametrize(
    ("said", "names"),
    [
        ("we moved away from Salesforce, it's Pipedrive now", ("pipedrive",)), ("PayPal froze us and I swore never again", ()), ("who said Zendesk? We don't have that", ()), ("HubSpot. We don't buy lists", ("hubspot",)), ("Trello's up on the screen. We don't do paper any more", ("trello",)), ("Jira, we don't touch", ()), ("you'd want Salesforce there. We don't have Salesforce", ()), ("is it Xero? We don't, no", ()), ("it was Trello for a year, it didn't stick", ()), ("Stripe we tried, it didn't suit", ()), ("HubSpot we tried, it didn't suit us at all", ()), ("she uses Xero for us here", ("xero",)), ("Pipedrive. We're leaving it for HubSpot, that's signed", ("hubspot",)), ("we quit Pipedrive, and the HubSpot rollout's paid for", ("hubspot",)),
        ("if it could ping us in Slack that'd be great", ("slack",)), ("can I put a Square payment link in", ("square",)), ("my wife enters them in QuickBooks", ("quickbooks",)), ("my brother does his with Xero", ()), ("Dropbox is forbidden here", ()),
        ("out of curiosity, does anybody hook this to SAP", ()), ("slack, no, microsoft teams", ("microsoft teams",)), ("it all gets kicked off out of sales force", ("salesforce",)), ("the thing I have won't talk to FreshBooks", ("freshbooks",)),
        ("asana slack and notion for the notes", ("asana", "notion", "slack")), ("at my last job it was all Salesforce", ()),
    ],
)  # fmt: skip
def test_a_product_is_claimed_or_not_by_what_is_said_of_it(said, names):
    assert heard("a: Which tools do you use?", f"u: {said}").integrations == names


def test_a_product_that_does_what_was_asked_about_is_ours_and_one_moved_away_from_is_not():
    assert heard("a: And the rent side of it?", "u: Stripe takes the deposits.").integrations == ("stripe",)
    assert heard("a: What's the CRM?", "u: Zoho for years, but everything goes over to Pipedrive.").integrations == (
        "pipedrive",
    )


def test_one_is_picked_by_a_word_of_its_name():
    assert heard("a: We connect with Airtable, Google Sheets and Slack.", "u: the sheets one").integrations == (
        "google sheets",
    )


# ------------------------------------------------------------------------------------------------- urgency


@pytest.mark.parametrize(
    ("question", "answer", "level"),
    [
        ("Could you be live by Friday?", "Friday's not happening, the middle of next month", "medium"), ("We have a slot tomorrow.", "that's way too soon for us", "low"), ("Is there a date you want it by?", "nah", "low"),
        ("When could you start?", "next fiscal year. That's July at the earliest", "low"), ("Is there a date?", "Not urgent. I saw one this morning", "low"), ("What changed?", "we've got to be off paper next week", "high"),
        ("What changed?", "I've got about two months to get it running", "medium"), ("What changed?", "nothing can happen until the year after next", "low"), ("Anything else for today?", "yeah, how do I make it bigger", None),
        ("Your trial will end on Friday.", "Friday. right", None), ("Would next week work for a call?", "next week is good", None),
    ],
)  # fmt: skip
def test_a_date_counts_as_what_it_is_said_of(question, answer, level):
    assert heard(f"a: {question}", f"u: {answer}").urgency == level


# -------------------------------------------------------------------------------------- marks and phrases


@pytest.mark.parametrize(
    ("said", "marked"),
    [
        ("do you use hubspot today", "do you use hubspot today ?"),
        ("so do you use hubspot today", "so do you use hubspot today ?"),
        ("okay thanks", "okay thanks ."),
        ("okay and then", "okay and then"),
    ],
)  # fmt: skip
def test_an_agents_last_sentence_without_a_mark_gets_the_one_its_words_show(said, marked):
    assert " ".join(tokenise(said, asked=True)) == marked


@pytest.mark.parametrize(
    ("phrase", "word"), [("that 's the plan", "plan"), ("who said", "said"), ("with a whip", "whip"), ("to the", "to")]
)
def test_a_phrase_is_looked_for_by_the_word_that_tells_most(phrase, word):
    assert telling(phrase.split()) == word
