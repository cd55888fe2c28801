"""Long calls: what was told stays told, until it is told anew. Sentences of ours, one class of talk a test."""

import pytest

from aftercall.signals import extract


def heard(*lines):
    return extract([{"role": {"a": "assistant", "u": "user"}[line[0]], "text": line[3:]} for line in lines])


def size(*lines):
    found = heard(*lines)
    return None if found.team_size is None else (found.team_size, found.team_size_max)


ASKED = ("a: How many of you would log in?", "u: We'd be fourteen.")


@pytest.mark.parametrize(
    "after",
    [
        ("u: i want to change my flight",),
        ("u: kindly send 3 lemonades", "u: 20 dollars"),
        ("u: room 212", "u: 9"),
        ("a: Fourteen, thank you.", "u: 4401"),
        ("a: Fourteen, noted.", "u: Thursday I'm at the vet at nine, so ten."),
        ("a: For fourteen that comes to five hundred and sixty a month.", "u: Five sixty. That's a lot of coffee."),
        ("a: Fourty a seat.", "u: So five hundred and sixty, fine."),
        ("a: And how about the rest of the place?", "u: There's ninety on the floor but they never see a contract."),
        ("a: Would your drivers need it?", "u: No, the drivers, there's sixty of them, they only unload."),
        ("a: Could the two assistants come to the demo?", "u: Yes, sure."),
        ("a: It would create a task by itself.", "u: We've got three different ones."),
        ("a: Who should be on that call?", "u: Me and Josephine."),
    ],
)
def test_a_size_that_was_told_stays_through_other_numbers(after):
    assert size(*ASKED, *after) == (14, 14)


@pytest.mark.parametrize(
    ("after", "ends"),
    [
        (("u: no sorry, fifteen",), (15, 15)),
        (("a: Fourteen, noted.", "u: Make it sixteen, I forgot two."), (16, 16)),
        (("a: So fourteen seats?", "u: Actually twelve."), (12, 12)),
        (("a: And how many of the fourteen draw up contracts?", "u: Five."), (5, 5)),
        (("a: It's priced by seat.", "u: Then without the interns. Only the nine."), (9, 9)),
    ],
)
def test_a_size_that_is_told_anew_replaces_the_old(after, ends):
    assert size(*ASKED, *after) == ends


@pytest.mark.parametrize(
    ("lines", "ends"),
    [
        (
            ("a: Who does the visits?", "u: three fitters plus me", "a: What do the four of you use?", "u: paper"),
            (4, 4),
        ),
        (("a: Shall I quote?", "u: For eleven, yes.", "a: At eleven seats it's forty each.", "u: ok"), (11, 11)),
        (("a: How many in sales?", "u: Inside, six. Outside four who'd be in it too, so ten."), (10, 10)),
        (("a: Who'd be on it?", "u: clerk, two partners and me, that's four logins"), (4, 4)),
        (("a: Who sends them?", "u: there's six of us or seven, depends on the season"), (6, 7)),
        (("a: How many reps?", "u: Thirty. No, hold on, one left in May. Twenty nine."), (29, 29)),
        (("a: Do you have colleagues on it?", "u: No, alone. One agency I know is two hundred people."), (1, 1)),
        (("a: How big is the consultancy?", "u: Four partners, three associates, so seven in all."), (7, 7)),
        (("a: How many users would you have?", "u: fourteen", "u: is what we had, now nine"), (9, 9)),
    ],
)
def test_what_was_told_in_parts_is_put_together(lines, ends):
    assert size(*lines) == ends


@pytest.mark.parametrize(
    "lines",
    [
        ("a: How many bars do you deliver to?", "u: sixty some accounts in the county"),
        ("u: Say I was some giant, two hundred people sending a thousand quotes a day.",),
        ("a: How did you hear of us?", "u: A colleague at a museum. They have, I believe, twenty people on it."),
        ("a: Most teams your size have twenty users.", "u: Right."),
        ("a: So who would?", "u: The council will discuss that. They meet at quarter past seven."),
        ("u: I do a paper for school. There's thirty of us in the class.",),
        ("a: Any idea of the volume?", "u: We have three hundred and forty elevators under contract."),
        ("a: How many of you would log in?", "u: wait a second", "u: I'd like a coffee please", "u: make that two"),
    ],
)
def test_numbers_of_others_are_no_size(lines):
    assert size(*lines) is None


@pytest.mark.parametrize(
    ("lines", "per_month"),
    [
        (("a: How many quotes on a typical day?", "u: Ten. When it's hot it feels like fifty."), 216.7),
        (("a: How many quotes a month?", "u: Under ten. Nine, say."), 9.0),
        (("a: And the contracts?", "u: Forty a month.", "a: And how many convert?", "u: One in five."), 40.0),
        (("a: How many contracts a month?", "u: Forty.", "a: It's thirty each.", "u: So ninety a month, fine."), 40.0),
        (("a: How much work goes through?", "u: four million words in the year"), None),
        (("a: Contracts a month?", "u: Eighteen, and each one's worth thirty thousand a year."), 18.0),
    ],
)
def test_the_rate_is_the_one_that_answers(lines, per_month):
    assert heard(*lines).document_volume_per_month == per_month


@pytest.mark.parametrize(
    ("lines", "level"),
    [
        (("a: Ok, it should be ready shortly.", "u: Hello, how are you today?"), None),
        (("a: We can go live by Friday.", "u: I would like to know the price first."), None),
        (("a: Do you have five minutes?", "u: Until my one o'clock."), None),
        (("a: What brings you here?", "u: It took us eleven days by post."), None),
        (("a: Is forty what you write, or what closes?", "u: That's what we write in a month."), None),
        (("a: Where do you talk?", "u: When something is urgent they shout in the corridor."), None),
        (("a: What would you like to know?", "u: When could we do this? Not now. Next year sometime."), "low"),
        (("a: Do you have a date in mind?", "u: Not until the next fiscal year, so don't ring every week."), "low"),
    ],
)
def test_hurry_is_about_starting_with_us(lines, level):
    assert heard(*lines).urgency == level


@pytest.mark.parametrize(
    ("lines", "names"),
    [
        (("a: How can I help?", "u: do you guys use jira yourselves"), ()),
        (("a: And tickets?", "u: ServiceNow is what our customers have. We use Jira."), ("jira",)),
        (("a: Do they come in to sign?", "u: They come in Monday mornings mostly."), ()),
        (("a: And HubSpot?", "u: HubSpot is finished for us."), ()),
    ],
)
def test_a_product_is_the_customers_own(lines, names):
    assert heard(*lines).integrations == names
