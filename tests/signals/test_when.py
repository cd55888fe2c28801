"""How soon it is needed, and what only sounds like it, in the words of many speakers."""

import pytest

from aftercall.signals import extract


def urgency_of(lines):
    turns = [line.split(": ", 1) for line in lines]
    return extract([{"role": {"a": "assistant", "u": "user"}[who], "text": text} for who, text in turns]).urgency


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("When did it go wrong?", "Thursday."),
        ("Would you want to start on that?", "The council has to. Last time they spent two hours on the bins."),
        ("Might you like to send one before the move?", "There was a man in the spring who said I'd dented it."),
        ("How do you plan the visits?", "Everything's on monday.com. It goes red."),
        ("Is that your decision?", "My brother's, and he gets back from Goa on Friday."),
        ("Is now a good time?", "I'm stuck in the car waiting for a man to sign for a piano."),
        ("When did you install it?", "Two weeks ago, maybe three weeks."),
        ("When were you last billed?", "February."),
        ("Since when has it been so slow?", "This morning."),
        ("What date is on the receipt?", "The ninth of October."),
        ("When does your son start college?", "Monday."),
        ("When does he come in?", "Tomorrow."),
        ("When could I come and have a look?", "Next week."),
        ("When should I check back?", "In a month."),
        ("Are you around next week?", "Till Wednesday."),
        ("Do you shut at Christmas?", "Two weeks, yes."),
        ("What's your next step?", "I'll speak to my partner tonight."),
        ("Shall I call on Monday?", "Make it Thursday."),
        ("And does the message show up right away?", "Yes, immediately."),
        ("Would you use it for your own bookings?", "We text. They say Saturday at six, I say fine."),
        ("What's new?", "Our tax year ends next month, so I'm up to my ears in the books."),
        ("When do you want to go live?", "I don't even know what I'm eating tonight."),
        ("When would you want it?", "You'd have to tell me what day it is today."),
        ("When would you want it?", "Is it Tuesday today?"),
        ("When are you busiest?", "November, and the fortnight before Easter."),
        ("How fast is your printer?", "Slow, there's a new one next month."),
        ("When do the holidays start for you?", "Next week."),
        ("When do you want the brochure?", "Friday's fine."),
        ("The starter plan's nine a month, shall I email it?", "My wife reads everything on Saturday night."),
        ("Who's looking after the stable?", "Me, right now."),
        ("Are you live already?", "Since Monday."),
        ("Have you time for a question?", "I've got to run in ten minutes."),
        ("Anything else?", "I'm on earlies till Friday and I need my bed."),
        ("How many kennels are there?", "In August I've got thirty runs and all of them taken."),
        ("Bear with me while I look.", "No rush."),
        ("How are they, your clients?", "They always want it asap."),
        ("Do you need a minute to find it?", "Yes."),
        ("Which days is the yard open?", "Monday to Saturday."),
        ("Talk me through a tenancy.", "I draft it Monday, they read it Tuesday, it's filed by Friday."),
        ("Do your tenants press you?", "Everything's urgent with tenants."),
        ("What do you sell?", "Soup. Ready in five minutes."),
        ("What's in your inbox?", "Subject line urgent, urgent, and it's about the bins."),
        ("How's the trial going?", "Well enough. It runs out next week, I think."),
        ("How long have you looked at us?", "A week or so."),
        ("How many months do you have in the archive?", "Ten."),
        ("How far along are you?", "A month ago I'd have said nowhere."),
        ("How's the crew?", "Fine. Our apprentice starts on Monday, she's nineteen."),
        ("How's your week looking?", "Wednesday I'm in the studio. Friday's open."),
        ("Are you there in the mornings?", "I'm on lates all next week so Friday suits me."),
        ("What do you do?", "I have until my next patient, so ten minutes, let's say."),
        ("About three years.", "Three years I've been blaming the scanner."),
        ("What brings you?", "Your leaflet said get it signed in five minutes."),
        ("What came in the post?", "A letter marked urgent, and inside there was a menu."),
        ("When can I catch you?", "Next month, I'm in Peru."),
        ("When might be a good time?", "She's out till four. Try Wednesday."),
        ("When would be a good time to reach her?", "Try Thursday after lunch."),
        ("When do you pick one?", "The committee meets in May."),
        ("Is that you shouting?", "The roof wants fixing by Friday, and the rain's coming in."),
        ("What's that noise?", "The dog needs his pills before noon."),
        ("How are you?", "The bookkeeper wants the petty cash by Wednesday, so my head's full."),
        ("Where's the delivery?", "Supposed to have come on Tuesday, the fridge."),
        ("What do you use?", "It's a ledger today, and we've signed with somebody already."),
        ("How soon would you start?", "You've the wrong man, I finish on Friday."),
        ("How soon would you start?", "I'm not the one to ask, my birthday's on Thursday."),
        ("Could we do a demo on Thursday?", "Make it Monday, Thursday the painters are in."),
        ("Have you an hour for a meeting this week?", "The judge wants a brief by noon tomorrow, so no."),
        ("When would suit?", "After. Or never, if they score again."),
        ("Would this week or next be better for you?", "Next, this one's a horror."),
        ("Shall I try tomorrow?", "Tomorrow, sure, I land at eight."),
        ("Twenty percent off if you sign by Friday.", "There's always an offer that ends on Friday."),
        ("How fast do you need papers back as a rule?", "Some take a day, some till Christmas."),
        ("When do you need them back?", "Depends on the tenant, some take till Easter."),
        ("Anything else?", "I'm due to be charged again tomorrow and I shouldn't be."),
        ("Anything else?", "Does the link die if he hasn't signed by the end of the week"),
        ("Anything else?", "I want to speak to a manager today."),
        ("Are you under pressure?", "Last May, yes. They all wanted it signed yesterday."),
        ("Go on.", "Look, I gotta go right now."),
        ("What's keeping you?", "The big one's the sea wall and I've to pour concrete by March."),
        ("Who is this?", "A man who has to feed forty cows before noon."),
        ("Hello?", "I need a stamp for the visa by tomorrow."),
        ("And when will it ease up?", "Middle of October, if the rain holds."),
        ("Have you a start date for the new girl?", "She started yesterday."),
        ("Anything else?", "Quick one, can a witness sign next week."),
        ("Do you have a moment?", "Is it urgent?"),
        ("When is good for a call with a colleague?", "As soon as possible, I've a complaint."),
        ("Any urgency at your end?", "I'm eighty, everything's urgent."),
        ("How long before you'd know if you like it?", "I knew in four minutes."),
    ],
)
def test_the_date_of_something_else_is_no_need(question, answer):
    assert urgency_of([f"a: {question}", f"u: {answer}"]) is None


@pytest.mark.parametrize(
    ("question", "answer", "level"),
    [
        ("When did you want to start?", "Thursday.", "high"),
        ("Is the end of the month realistic?", "Middle of next month's better.", "medium"),
        ("Is this a this year thing?", "No. Next year.", "low"),
        ("What month were you thinking?", "August.", "medium"),
        ("Would June work for you?", "It would, yes.", "medium"),
        ("What's behind the call?", "Just nosy, to be honest.", "low"),
        ("What's behind the call?", "Just sniffing about.", "low"),
        ("A crew of six, and it should be live in May. Is that right?", "That's exactly right.", "medium"),
        ("Where are you in your search?", "Square one.", "low"),
        ("Shall I email you the list?", "Yes, but we're in no rush to buy.", "low"),
        ("When do you wanna be set up?", "A couple of months.", "medium"),
        (
            "How does it go at your end, what's the timetable?",
            "Legal tests it, two weeks. Then the board. In three months it's live.",
            "medium",
        ),
        ("it can do that have you decided on a start", "october", "medium"),
        ("So is that days or weeks?", "Days.", "high"),
        ("Weeks or months?", "Couple of months, I reckon.", "medium"),
        ("Where are you in the process?", "Picking one this month.", "medium"),
        ("So you're thinking end of the quarter?", "End of the quarter, yeah.", "medium"),
        ("So you're thinking end of the quarter?", "No, end of the week.", "high"),
        ("When does the old portal get turned off?", "Next Friday.", "high"),
        ("We usually get people live in two weeks. Does that fit?", "Six weeks would do me.", "medium"),
        ("When are you looking to make a call on this?", "By the end of next month.", "medium"),
        ("How long's left on your contract?", "Ten months.", "low"),
        ("Would the tenth of next month work as a start?", "That works.", "medium"),
        ("Is anybody breathing down your neck?", "My director, she'd like it this week.", "high"),
        ("Do you have budget for it?", "It has to be spent by the end of March.", "medium"),
        ("How come you're looking at it?", "We take over another practice in two months.", "medium"),
        ("On a scale of one to ten, how pressing is this?", "Nine.", "high"),
        ("On a scale of one to ten, how pressing is this?", "Oh, about a two.", "low"),
        ("How high up your list is it?", "Pretty near the bottom.", "low"),
        ("Is this a high or a low priority?", "High.", "high"),
        ("How urgent would you say it is?", "Moderately.", "medium"),
        ("Is it a now thing or a later thing?", "Later.", "low"),
        ("Would you start this year or next?", "Next, I'd think.", "low"),
        ("Would you begin this week or next?", "Next.", "high"),
        ("When do you need it by?", "Last week, honestly.", "high"),
        ("How soon would you want this?", "About two months ago.", "high"),
        ("How many weeks have we got?", "Nine.", "medium"),
        ("How many days do you have?", "Three.", "high"),
        ("Weeks or months?", "Months. Probably closer to a year.", "low"),
        ("When are you aiming for?", "Somewhere mid quarter.", "medium"),
        ("Got a date circled?", "June first.", "medium"),
        ("Any key dates?", "Not one.", "low"),
        ("How long can you hold out on paper?", "Years. It works.", "low"),
        ("How long can you hold out on paper?", "A couple more months.", "medium"),
        ("Is anybody pushing you on it?", "Not a soul.", "low"),
        ("What happens if you don't do anything?", "We lose the grant, and that's due in ten days.", "high"),
        ("What would be perfect?", "The first one out of here tonight.", "high"),
        ("Shall we get you going next week?", "Too soon. Let's say the end of next month.", "medium"),
        ("When do you need the first one signed?", "I'd want it by lunch.", "high"),
        ("What do you want from us?", "A way to get nine waivers signed by tomorrow.", "high"),
        ("How can I help?", "Our contract with the other lot is up in ninety days.", "medium"),
        ("How can I help?", "I've to get this lease across to them in the next hour.", "high"),
        ("When do you start?", "I'd say now.", "high"),
    ],
)
def test_when_is_asked_in_many_ways(question, answer, level):
    assert urgency_of([f"a: {question}", f"u: {answer}"]) == level


@pytest.mark.parametrize(
    ("answer", "level"),
    [
        ("Not for three weeks.", "medium"),
        ("Not for another year.", "low"),
        ("January next year.", "low"),
        ("December of next year.", "low"),
        ("Sometime in June of twenty twenty eight.", "low"),
        ("December, before next year.", "medium"),
        ("FY29.", "low"),
        ("The end of the tax year.", "medium"),
        ("Could be a year.", "low"),
        ("Before the month's out.", "medium"),
        ("May.", "medium"),
        ("By the end of the month, and then a couple of weeks to learn it.", "medium"),
        ("I was gonna say this week but nah, next month.", "medium"),
        ("It was meant to be in May but that's fallen through.", "low"),
        ("Our trial has ten days left but we won't choose till the middle of next month.", "medium"),
        ("Within two months. I have a hearing this Friday, but that's a separate matter.", "medium"),
        ("I'm ready now.", "high"),
        ("As fast as humanly possible.", "high"),
        ("We're just putting a list together.", "low"),
        ("I'm easy.", "low"),
        ("There's nae rush.", "low"),
        ("This same week.", "high"),
        ("You take care now.", None),
        ("I'm in no rush. The winter coats are still on the rail.", "low"),
        ("I'm in no rush. Autumn would be fine.", "medium"),
        ("Next year. This month we've the audit.", "low"),
        ("Next month. This week would be better though.", "high"),
        ("It'd be the next financial year, which starts in April.", "low"),
        ("I don't know what the boss thinks, but I'd say in two months.", "medium"),
        ("I'm not sure if it's April or May.", "medium"),
        ("I don't know what we'll do if it's not in by Friday.", "high"),
        ("New fiscal starts in February and they must be trained by then. So start of January.", "medium"),
        ("Before the day is out.", "high"),
        ("As soon as I'm back from holiday on Monday.", "high"),
        ("It'll be set up in a week, then I see who should have it by the end of June.", "high"),
        ("I don't think there's a better time than next month.", "medium"),
        ("right away our notary wont stamp a thing without a signed form", "high"),
        ("First thing in the new quarter.", "medium"),
        ("Not sure what day, but it'll be in June.", "medium"),
        ("I don't know what day it is today.", None),
        ("I don't know what I'm doing tomorrow, never mind this year. No hurry.", "low"),
        ("We're in the poking around phase.", "low"),
    ],
)
def test_an_answer_to_when(answer, level):
    assert urgency_of(["a: When would you like to start?", f"u: {answer}"]) == level


@pytest.mark.parametrize(
    ("said", "level"),
    [
        ("I've twenty offers to get out by five.", "high"),
        ("We grew our prices by five.", None),
        ("I want this fixed now.", "high"),
        ("We want four seats now.", None),
        ("How fast can you set us up? The fair is on Tuesday.", "high"),
        ("How quickly could you get us going? We open in eight weeks.", "medium"),
        ("Is it instant or does it take a day or two?", None),
        ("I need this one back in two days.", "high"),
        ("Can you get me up and running today?", "high"),
        ("Can you resend me the invoice asap please?", None),
        ("Last year we needed them all signed in a week.", None),
        ("My old manager used to say everything is urgent.", None),
        ("We're locked in until the end of June and then free.", "medium"),
        ("We've no need of it this year.", "low"),
        ("We're two years off doing anything.", "low"),
        ("My wedding's two months off.", None),
        ("If I don't have it by the weekend I'm gone.", "high"),
        ("They pull the loan at the end of the week if it isn't signed.", "high"),
        ("We're not looking to change anything soon.", "low"),
        ("I told your colleague next month but think next year.", "low"),
        ("I'm not going to buy it this week.", None),
        ("We can go with it end of next month.", "medium"),
        ("We want to move in about half a year.", "low"),
        ("We have to do the tiles in the kitchen and then the bathroom on Monday.", None),
        ("My clients say they want it signed by tomorrow, can you do that?", "high"),
        ("We need this for a big launch next month.", "medium"),
        ("The lease we used to do on paper with a stamp on every page has to be signed by Friday.", "high"),
        ("The bank gave me until Friday.", "high"),
        ("They gave me a week off.", None),
        ("It's got to go out in an hour.", "high"),
        ("Our old platform dies on Sunday.", "high"),
        ("There's two of you left, and I'll be making up my mind next month.", "medium"),
        ("I'm to have something bought and paid for this quarter.", "medium"),
        ("One button in the app and it goes. Live for Q2.", "medium"),
        ("I'm at the notary in three days and she will not begin without a signed mandate.", "high"),
        ("I've a cousin who needs a job by Christmas.", None),
        ("Our quote to the council is out of date and it's urgent.", "high"),
        ("The packing line is down and this is urgent.", "high"),
        ("A man hands me a letter, says on the front urgent, and it's a menu.", None),
        ("The lorry has to leave in twenty minutes and the docket isn't signed.", "high"),
        ("He needs to sign this now, he's got the keys.", "high"),
        ("She's stood here looking at me, I've a guest and no agreement.", "high"),
        ("The roof is leaking and the landlord wants the lease back by Friday.", "high"),
        ("The board wants us off paper by the end of the quarter.", "medium"),
        ("No, it's urgent.", "high"),
        ("I've the courier back tomorrow and they won't pay till the deed is signed.", "high"),
        ("I need to get the offer letters out by Wednesday.", "high"),
        ("We have to get the crews onboarded by Friday.", "high"),
        ("By Advent we'd like the parish off paper.", "medium"),
        ("I've to get this waiver to the parents before the bus leaves on Friday.", "high"),
        ("The removal men are at the door and the inventory isn't signed.", "high"),
    ],
)
def test_a_need_said_unasked(said, level):
    assert urgency_of([f"u: {said}", "a: I see."]) == level


@pytest.mark.parametrize(
    ("question", "answer", "level"),
    [
        ("Any urgency?", "Zero.", "low"),
        ("Could you hold off until June?", "No, we can't.", "high"),
        ("Would you want it this year?", "No.", "low"),
        ("Any fixed date?", "Can't say there is.", "low"),
        ("Is it something you want to do soon?", "Yes.", "medium"),
        ("Is it something you want to do soon?", "No.", "low"),
        ("You'd want it sooner rather than later?", "Not particularly, no.", "low"),
        ("Can it wait till next quarter?", "Oh yes.", "low"),
        ("Can it wait till next quarter?", "It can't, no.", "high"),
        ("Would tomorrow be too soon to start?", "Not at all.", "high"),
        ("Would tomorrow be too soon to start?", "Yes.", "low"),
        ("Could you start this week?", "God no.", "low"),
        ("So by the end of the month?", "The end of the month's no good.", "low"),
        ("So this week?", "This week? We need it in March.", "medium"),
        ("Is it urgent?", "Desperately so.", "high"),
    ],
)
def test_a_yes_or_no_to_how_soon(question, answer, level):
    assert urgency_of([f"a: {question}", f"u: {answer}"]) == level


@pytest.mark.parametrize(
    ("question", "answer", "level"),
    [
        ("When do you want it?", "The trustees meet in the autumn. There's no hurry.", "low"),
        ("When would you start?", "No rush, the autumn list is long.", "low"),
        ("When would you start?", "No rush, the autumn is fine.", "medium"),
        ("When do you want it?", "No hurry. The barn isn't let until September.", "low"),
        ("Any rush?", "No. My brother's getting married in August.", "low"),
        ("Any rush?", "No, but the clinic opens in August.", "medium"),
        ("Any rush?", "Not really, our contract with DocuSign ends in August.", "medium"),
        ("When do you want it?", "Before the school year starts, so August.", "medium"),
        ("Is there a day you must be ready?", "We don't have a day.", "low"),
        ("When would you change?", "Ask my brother. He's at sea till whenever.", None),
        ("When's the wedding?", "Next month.", None),
        ("And when they argue, what do you do?", "I go home till Monday.", None),
        ("This month?", "No next week.", "high"),
        (
            "When do you want it?",
            "The form will be done in two weeks, and then I want all of them on it by the end of next month.",
            "medium",
        ),
        (
            "When do you pick one?",
            "The committee meets in May and they want it live by the end of next quarter.",
            "medium",
        ),
        ("When would be a good time to switch over?", "This week.", "high"),
        ("When do you want it?", "I need it this week, and then I want the other site on by the end of March.", "high"),
    ],
)
def test_the_date_of_another_affair_beside_an_answer(question, answer, level):
    assert urgency_of([f"a: {question}", f"u: {answer}"]) == level


@pytest.mark.parametrize(
    ("said", "level"),
    [
        ("I want my password changed by Thursday.", None),
        ("I've to have a refund this week.", None),
        ("We're locked out, do it asap please.", None),
        ("I can't get in and the lease has to be signed today.", "high"),
        ("I'm gathering facts just now.", "low"),
        ("There's no pressure on us from anybody.", "low"),
        ("You can't hurry an oak.", None),
        ("Don't panic, I have tea.", None),
        ("We'd be looking at seventy days to get it round everybody.", "medium"),
        ("We're looking at Thursday's run now.", None),
        ("I'd put this in the second half of next year.", "low"),
    ],
)
def test_what_presses_and_what_is_support(said, level):
    assert urgency_of([f"u: {said}", "a: I see."]) == level


@pytest.mark.parametrize(
    ("answer", "level"),
    [
        ("No rush at all. Actually, my boss said by next Friday.", "high"),
        ("No rush. My hope is next month.", "medium"),
        ("No rush. The board meets in May.", "low"),
        ("Not urgent. My holiday next month comes first.", "low"),
    ],
)
def test_beside_no_rush_a_date_counts_that_is_of_the_plan(answer, level):
    assert urgency_of(["a: When do you need it?", f"u: {answer}"]) == level


@pytest.mark.parametrize(
    ("lines", "level"),
    [
        (("a: Could I book a demo with you?", "u: I'm away till the tenth.", "a: The week after?", "u: That's fine, the week after."), None),
        (("a: When could Ivan call you?", "u: I'm teaching.", "a: Friday then?", "u: Yes, Friday."), None),
        (("a: A short visit?", "u: Maybe.", "a: Wednesday?", "u: I'm off.", "a: Thursday?", "u: Make it Monday."), None),
        (("a: Is now a bad time?", "u: The worst.", "a: When would be better?", "u: Tomorrow. Or Friday."), None),
        (("a: Did the demo help?", "u: It did, we want to start.", "a: Tomorrow?", "u: Tomorrow."), "high"),
        (("a: Shall I call you?", "u: On Tuesday.", "a: And you'd start when?", "u: In June."), "medium"),
        (("a: When would you want it?", "u: You tell me.", "a: Next month?", "u: Next month."), "medium"),
        (("u: My line's been dead since noon and I need it fixed today.", "a: You have the wrong company.", "u: Oh."), None),
        (("u: I need a driver by Friday.", "a: This is about document signing.", "u: We need the lease signed by Friday."), "high"),
    ],
)  # fmt: skip
def test_a_day_on_which_to_talk_is_no_need_whoever_names_it(lines, level):
    assert urgency_of(lines) == level


@pytest.mark.parametrize(
    ("answer", "level"),
    [
        ("About sixty, and we'd be looking to start in June.", "medium"),
        ("Sixty. Most go out in June.", None),
    ],
)
def test_a_start_told_beside_a_rate_is_a_need(answer, level):
    assert urgency_of(["a: How many proposals go out in a month?", f"u: {answer}"]) == level
