"""Sizes by how they were asked for, whose they are, and when the answer comes."""

import pytest

from .test_hearing import size


@pytest.mark.parametrize(
    ("lines", "ends"),
    [
        (("a: Who'd be drawing these up?", "u: Six valuers. There's forty porters too but they'd never sit at a screen"), (6, 6)),
        (("a: Who'd be drawing these up?", "u: Six valuers. We've thirty temps, they sign on paper"), (6, 6)),
        (("a: Who'd be drawing these up?", "u: Twelve valuers, who each have their own clients"), (12, 12)),
        (("a: So that's three of you?", "u: No. Four. They don't share a desk, let alone a login"), (4, 4)),
        (("a: Does anyone work with you?", "u: It's a one woman show. Five weavers rent a loom from me"), (1, 1)),
        (("a: Anyone else needing a login?", "u: No. The drummers are self employed, nine of them"), (1, 1)),
        (("a: Just you on it, is it?", "u: There's two more. My niece and her husband"), (3, 3)),
        (("a: Will it be only you?", "u: Only ever me"), (1, 1)),
        (("a: Who'd want access?", "u: Me and four curators, that's everybody who'd log in"), (5, 5)),
        (("a: Who are they, the users?", "u: The two registrars, a porter and yours truly"), (4, 4)),
        (("a: Who'd have to be set up?", "u: I've got a sheet here, seven names on it"), (7, 7)),
        (("a: And seats, what am I quoting?", "u: Quote me on thirteen"), (13, 13)),
        (("a: And who are we setting up?", "u: The four in the vestry and the two upstairs"), (6, 6)),
        (("a: How many work there?", "u: Nineteen"), (19, 19)),
        (("a: So two seats for the desk and three for the yard?", "u: Exactly"), (5, 5)),
        (("a: So twelve of you, and three in the crypt are part of that?", "u: Yes"), (12, 12)),
        (("a: So three people with a login, you, Ines and Bram?", "u: That's the whole tribe"), (3, 3)),
        (("a: Shall I put seventeen seats?", "u: Do."), (17, 17)),
        (("a: How many staff are there?", "u: sixty", "a: Would they all use it?", "u: God no. Four"), (4, 4)),
        (("a: How many staff are there?", "u: sixty", "a: Would they all use it?", "u: No, most are outdoors"), (60, 60)),
        (("a: Five users, then.", "u: I forgot Tove! She's back since Monday. So six."), (6, 6)),
        (("a: Who took over?", "u: A lad of twenty two, on the third floor"), (None, None)),
        (("a: How old is the firm?", "u: It's eighteen this year"), (None, None)),
        (("a: Would you use it?", "u: If I opened a choir school with, say, six tutors, sure"), (None, None)),
        (("a: How's the trial?", "u: I got two students from the college to try it out"), (None, None)),
        (("a: How soon?", "u: We've a fair, fifty people start on Friday"), (None, None)),
        (("a: And the folks doing quotes?", "u: ah that's Ramesh and three juniors"), (4, 4)),
        (("a: Who'd you be rolling this out to?", "u: the lettings team, eleven of them, and the two partners"), (13, 13)),
        (("a: Is there someone who helps with the admin?", "u: my daughter does Tuesdays, so two of us I suppose"), (2, 2)),
        (("a: What about the size of things over there?", "u: forty nine headcount, one under fifty, you know why"), (49, 49)),
        (("a: Just checking, is it still the five of you?", "u: six since monday"), (6, 6)),
        (("a: Just checking, is it still the five of you?", "u: yeah, still"), (5, 5)),
        (("a: And who else touches it before it goes out?", "u: Legal, so that's Amir, then finance, that's Joy"), (None, None)),
        (("a: So who'll be in the system on day one?", "u: Day one? The pilot group. Eight."), (8, 8)),
        (("a: How many logins are we talking?", "u: twelve. hang on. does the boss need one? then thirteen"), (13, 13)),
        (("a: And everyone at the branch writes these?", "u: no just the two seniors"), (2, 2)),
        (("a: And everyone at the branch writes these?", "u: all fourteen of us, yes"), (14, 14)),
        (("a: I'd want to know how many reps before I price it.", "u: price it for twenty two"), (22, 22)),
        (("a: Do you share the load with anyone?", "u: there's a lad called Finn, the pair of us"), (2, 2)),
        (("a: How many chairs in the office?", "u: nine chairs, seven bums"), (None, None)),
        (("a: How many of the thirty would prepare documents?", "u: a dozen"), (12, 12)),
        (("a: How many of the thirty would prepare documents?", "u: the managers, which is four"), (4, 4)),
        (("a: So you've taken on staff?", "u: three in march and two in may, that brings us to eleven"), (11, 11)),
        (("a: What's the org like?", "u: flat. sixteen people, no managers, total chaos"), (16, 16)),
        (("a: What's the org like?", "u: forty in Poland, twelve here, but it's only for here"), (12, 12)),
        (("a: Would you say you're a small firm?", "u: medium. seventy"), (70, 70)),
        (("a: And your colleagues, will they want in?", "u: both of them yes, so three with me"), (3, 3)),
        (("a: You said fifteen sales people?", "u: I said fifty, five zero"), (50, 50)),
        (("a: You said fifteen sales people?", "u: fifteen, one five"), (15, 15)),
        (("a: You said fifteen sales people?", "u: that's what I said"), (15, 15)),
        (("a: And for how many should I set up accounts?", "u: set up three, we'll add later"), (3, 3)),
        (("a: And for how many should I set up accounts?", "u: me plus four"), (5, 5)),
        (("a: And for how many should I set up accounts?", "u: oh just the one"), (1, 1)),
        (("a: Got many people over there?", "u: not many, eight on a good day"), (8, 8)),
        (("a: How many people are on your payroll?", "u: a hundred and four, no a hundred and five"), (105, 105)),
        (("a: You're the whole legal department?", "u: I am, for my sins"), (1, 1)),
        (("a: You're the whole legal department?", "u: me and an intern"), (2, 2)),
        (("a: So twelve licenses, was it?", "u: thirteen, unlucky for some"), (13, 13)),
        (("a: So twelve licenses, was it?", "u: correct, twelve"), (12, 12)),
        (("a: And your sales team is how large?", "u: we were four but Ian's gone off with his back so three for now"), (3, 3)),
        (("a: Is it a big team?", "u: define big. thirty?"), (30, 30)),
        (("a: How many in the family are in the business?", "u: all of us. five. plus two who aren't family"), (7, 7)),
        (("a: How many brokers would be on the platform?", "u: we have two hundred brokers, but we'd start with the twenty in Boston"), (20, 20)),
        (("a: How many will be sending?", "u: five or six depending on whether Rosa learns to type"), (5, 6)),
        (("a: How many will be sending?", "u: not sure yet, the boss has to decide"), (None, None)),
        (("a: And would the warehouse use it too?", "u: nah, the twelve lads there wouldn't know what to do with it"), (None, None)),
        (("a: What happens to them after signing?", "u: three copies, one for us and two for the bank"), (None, None)),
        (("a: How long have you been there?", "u: eleven years, five bosses"), (None, None)),
        (("a: What's the address?", "u: forty two Harbour Street"), (None, None)),
        (("a: How many users was that, nine, or was it twelve?", "u: twelve"), (12, 12)),
        (("a: What do you need?", "u: licenses, between forty and fifty depending on the season"), (40, 50)),
        (("a: What do you need?", "u: my wife runs it, she looks after our twelve estimators"), (12, 12)),
        (("a: What do you do?", "u: roads. we have eleven on the night crew"), (11, 11)),
        (("a: It's priced by seat.", "u: I'd start with the closers, eight"), (8, 8)),
        (("a: What do you do?", "u: our staff is twelve all told"), (12, 12)),
        (("a: How many people will get access?", "u: twelve"), (12, 12)),
        (("a: How many people at your place?", "u: twelve"), (12, 12)),
        (("a: Who'd be using it?", "u: There's four surveyors on the road and then Rosalind."), (5, 5)),
        (("a: So five technicians and two managers would have a login?", "u: yep"), (7, 7)),
        (("a: So it's the two apprentices and yourself who would use it?", "u: That's right."), (3, 3)),
        (("a: Who'd have access?", "u: Two of us at home and there's four in the barn, and the lady who does the books.", "a: Seven then, in all.", "u: Mostly for waivers."), (7, 7)),
        (("a: How many would use it?", "u: Six of us.", "a: So six at nine dollars, that's fifty four all together.", "u: Fine."), (6, 6)),
        (("a: Who writes them?", "u: Me and Florian, and our workshop.", "a: How many are in the workshop?", "u: Seven."), (9, 9)),
        (("a: Who writes them?", "u: Me and my brother, for the farms.", "a: And how many farms is that?", "u: Forty two."), (2, 2)),
        (("a: How many people would that be?", "u: Right, the studio, that's eight, and the front of house, that's five."), (13, 13)),
        (("a: How many of you?", "u: Six.", "a: Six, great. When?", "u: May. Wait, I forgot the new girl. So it's seven, not six."), (7, 7)),
        (("a: How many of you?", "u: Six.", "a: Six, fine. And how many trucks do you run?", "u: Too many. Eight."), (6, 6)),
        (("a: Number in the yard?", "u: nine"), (9, 9)),
        (("a: Tell me more.", "u: So nine would need a login."), (9, 9)),
        (("a: How many people?", "u: Yours truly and two others."), (3, 3)),
        (("a: How many people?", "u: Just yours truly."), (1, 1)),
        (("a: What do you do?", "u: Forty years at the mill, we had six hundred men at one time."), (None, None)),
        (("a: Did you see the prices?", "u: I did. Forty nine for five users, is that right?"), (None, None)),
        (("a: Which plan?", "u: the one for twenty users thats what we are"), (20, 20)),
        (("a: Who decides?", "u: A committee of nine who never meet."), (None, None)),
        (("u: It charged me for eleven users and I'm on the free one.",), (None, None)),
        (("a: How's the trial?", "u: It keeps asking me to invite five colleagues."), (None, None)),
        (("a: Why are you looking?", "u: I'd like to add five colleagues to it."), (5, 5)),
        (("a: How many on the site?", "u: From up here? Hundreds of ants."), (None, None)),
        (("a: How many people?", "u: Fourteen. Two of them start on Monday."), (14, 14)),
        (("a: What brings you in?", "u: We have five reps starting in June who'll need logins."), (5, 5)),
        (("a: What brings you in?", "u: I've got six people who need to try out a few tools."), (6, 6)),
        (("a: How's it going?", "u: I got three friends to try it."), (None, None)),
        (("a: And that's eleven users?", "u: Eleven? No. Four. Where did you get eleven?"), (4, 4)),
        (("a: So it's eleven of you?", "u: Eleven of us, and it's still eleven, isn't it?"), (11, 11)),
        (("a: How many buyers would need access?", "u: Nine buyers."), (9, 9)),
        (("a: How many are on the rota?", "u: Twelve to fifteen depending how you count the suppliers."), (12, 15)),
        (("a: Who'd be in it?", "u: Six surveyors, and a typist who doesn't need a login."), (6, 6)),
        (("a: Who'd be in it?", "u: Six surveyors, and a typist."), (7, 7)),
    ],
)  # fmt: skip
def test_a_size_is_found_however_it_is_asked_for(lines, ends):
    assert size(*lines) == ends


@pytest.mark.parametrize(
    ("lines", "ends"),
    [
        (("a: The starter plan includes five users.", "u: yes"), (None, None)),
        (("a: Your plan is fine, so five users it is?", "u: yes"), (5, 5)),
        (("a: You have twelve users on the team plan, correct?", "u: yes"), (12, 12)),
        (("a: Our plan covers up to ten users.", "u: right"), (None, None)),
    ],
)  # fmt: skip
def test_a_plan_of_ours_is_an_offer_and_a_plan_of_theirs_is_not(lines, ends):
    assert size(*lines) == ends


@pytest.mark.parametrize(
    ("told", "people"),
    [
        (("a: How did the trial run go?", "u: three of us opened it, one finished"), 14),
        (("a: Did your supervisors like it?", "u: two did"), 14),
        (("a: Reminders go out after four days.", "u: make it six"), 14),
        (("a: I'll block three quarters of an hour.", "u: keep it to thirty"), 14),
        (("a: Is anybody else deciding?", "u: both owners and all five trustees"), 14),
        (("a: It's ninety flat for up to twenty people.", "u: ninety, yes"), 14),
        (("a: Fine. Would the fitters be in it?", "u: the fitters don't touch paper. There's thirty of those"), 14),
        (("a: Who do we talk to about that?", "u: I sent a test to eight people"), 14),
        (("a: And would the two of you in leasing need seats?", "u: add two, so sixteen"), 16),
        (("a: So fourteen seats?", "u: I forgot Inge. Make it fifteen"), 15),
        (("a: How many of those would sign in?", "u: nine"), 9),
        (("a: And the office itself?", "u: eleven people"), 11),
        (("a: And the ones in the yard?", "u: thirty"), 14),
    ],
)
def test_a_known_size_is_replaced_only_where_sizes_are_spoken_of(told, people):
    assert size("a: How many people would use it?", "u: fourteen", *told) == (people, people)


@pytest.mark.parametrize(
    ("said", "ends"),
    [
        ("the port's got nine hundred on the payroll", (None, None)),
        ("one brewery with six hundred people asked me that", (None, None)),
        ("the big chain, they've got five hundred people", (None, None)),
        ("some outfit has ninety installers", (None, None)),
        ("an airline had two thousand people on it", (None, None)),
        ("our gallery has fourteen people", (14, 14)),
        ("we're a brewery with thirty people", (30, 30)),
        ("the company has forty people", (40, 40)),
        ("Leeds has twelve people and York has nine", (21, 21)),
        ("the shop across the yard, they got ninety people", (90, 90)),
        ("the chain across the yard, they got ninety people", (None, None)),
        ("my cousin would laugh. she's got ninety under her at the quarry", (None, None)),
        ("my cousin would laugh. we've got ninety", (90, 90)),
    ],
)
def test_the_subject_tells_whose_people_they_are(said, ends):
    assert size("a: How many people are there?", f"u: {said}") == ends


USE_IT = "a: How many would use it?"
SEVEN = ("a: How many of you would use it?", "u: seven of us")


@pytest.mark.parametrize(
    ("lines", "ends"),
    [
        (("a: How many plots are there?", "u: seventy two"), (None, None)),
        (("a: How many people come to a tasting?", "u: thirty odd"), (None, None)),
        (("a: How many people sign each one?", "u: two of them"), (None, None)),
        (("a: How many do you teach?", "u: seven hundred"), (None, None)),
        (("a: How many have you sent?", "u: nine"), (None, None)),
        (("a: Do the surgeons send you anything?", "u: two or three drawings"), (None, None)),
        (("a: Is this the front office?", "u: one of the two"), (None, None)),
        (("a: Was anyone hurt?", "u: two people"), (None, None)),
        (("a: Who was at the demo?", "u: me and a man from the bank"), (None, None)),
        (("a: How many people would sign in?", "u: eight"), (8, 8)),
        (("a: How many people do you have?", "u: eight"), (8, 8)),
        (("a: So that's six of you.", "u: seven with the apprentice"), (7, 7)),
        (("a: Who's on the team?", "u: three in design four in the shop and wendy eight of us"), (8, 8)),
        (("a: What would you like to know?", "u: Say we end up with sixty users, is there a discount?"), (None, None)),
        ((*SEVEN, "a: The plan's thirty four a user.", "u: thirty four, so I'm gonna say thirty"), (7, 7)),
        ((*SEVEN, "a: Seven seats would be nine hundred and ten.", "u: make it eight fifty and I'll sign"), (7, 7)),
        ((*SEVEN, "a: Seven seats at thirty a seat.", "u: make it nine, I forgot the twins"), (9, 9)),
        ((*SEVEN, "a: I'll plan a demo for your seven.", "u: make it at six in the morning"), (7, 7)),
        ((*SEVEN, "a: As many as you like.", "u: two, at four he gave up"), (7, 7)),
        ((*SEVEN, "a: So seven in total?", "u: seven, yes, the engineers, sixty of them, phone it in"), (7, 7)),
        (("a: How many users?", "u: Four. What would it cost for ten?"), (4, 4)),
        (("a: Hi.", "u: We're six people. How much would it be for twenty users?"), (6, 6)),
        (("a: Hi.", "u: what would it run me for twenty five users, that's what we've got"), (25, 25)),
        (("a: What's wrong?", "u: Four of my colleagues can't log in either."), (None, None)),
        (("a: What's wrong?", "u: it's down for three people here"), (None, None)),
        (
            ("a: Who are you?", "u: We're forty people in total but only the sales team would use it, that's six."),
            (6, 6),
        ),
        (("a: Who are you?", "u: We're sixty people, of which twelve are in sales and would use this."), (12, 12)),
        (
            (
                "a: How many people?",
                "u: about eighty people",
                "a: And what goes out?",
                "u: Only the estimators would use it, and there are six of them.",
            ),
            (6, 6),
        ),
        (("a: Who are you?", "u: We're forty people and ten of them would never use it."), (40, 40)),
        (("a: How many are you?", "u: We're forty. Suppose only ten people would use it, what then?"), (40, 40)),
        (
            ("a: How many are you?", "u: We're forty. If only ten of us would use it, is there a smaller plan?"),
            (40, 40),
        ),
        (("a: How many are you?", "u: forty of us", "a: And the trial?", "u: Only two of us use it so far."), (40, 40)),
        (("a: How many are you?", "u: We're forty. The bank has thirty people but only five use it."), (40, 40)),
        (("a: Is it just yourself?", "u: yep"), (1, 1)),
        (("a: Anyone else besides you?", "u: just Lucy"), (2, 2)),
        (("a: How many would send them?", "u: I've got four pilots, they quote on site, plus me"), (5, 5)),
        (("a: Who's on the line today?", "u: it's me and Dale"), (None, None)),
        (("a: Who do we have with us?", "u: it's Beth, that's me, and I've got Dale here"), (None, None)),
        (("a: Who's joining us?", "u: me and Sandra from finance"), (None, None)),
        (("a: Who's on the line?", "u: me and Dale, there's six of us in the office"), (6, 6)),
        (("a: You're comparing vendors?", "u: we have a list. there are four of you on it"), (None, None)),
        (("a: Who'd manage them?", "u: Maureen. only Maureen. I'm not to touch it"), (1, 1)),
        (("a: Who'd be sending them?", "u: just Leticia. nobody else touches it"), (1, 1)),
        (("a: Who told you about us?", "u: Maureen. only Maureen"), (None, None)),
        (("a: So a single user.", "u: a single user, and a formidable one"), (1, 1)),
        (("a: Is it a single document?", "u: a single document, yes"), (None, None)),
        ((*SEVEN, "a: Which tools?", "u: none. oh and it's not seven, Rudy quit. six"), (6, 6)),
        ((*SEVEN, "a: And the price?", "u: it's not forty dollars is it. thirty nine"), (7, 7)),
        ((*SEVEN, "a: Would the two designers need seats?", "u: they would", "a: So nine.", "u: nine"), (9, 9)),
        (
            (
                "a: How many staff?",
                "u: ninety",
                "a: Will they all be in the product?",
                "u: just leasing. leasing's twelve",
            ),
            (12, 12),
        ),
        (("a: Who'd use it?", "u: it's Kwame, Lily, Bogdan, me", "a: So four. And the volume?", "u: no idea"), (4, 4)),
        (
            (
                "a: How many folks?",
                "u: thirty, but the ones who'd touch it are, uh, Kwame, Lily, Bogdan, me",
                "a: So four. And the volume?",
                "u: no idea",
            ),
            (4, 4),
        ),
        (
            (
                "a: Which of those would log in?",
                "u: three per site",
                "a: So three per site over five sites makes fifteen?",
                "u: fifteen, exactly",
            ),
            (15, 15),
        ),
        (
            (
                "a: How many documents?",
                "u: three per client",
                "a: So three per client over ten clients makes thirty?",
                "u: thirty, exactly",
            ),
            (None, None),
        ),
    ],
)
def test_what_was_asked_for_is_a_number_of_our_people(lines, ends):
    assert size(*lines) == ends


@pytest.mark.parametrize(
    ("lines", "ends"),
    [
        (("a: How many logins?", "u: A barn has four hundred odd slates. It takes weeks.", "a: Sure.", "u: You'd asked how many logins. It'd be five."), (5, 5)),
        (("a: How many of you?", "u: The pool holds three hundred and something kids. Anyway.", "a: And email?", "u: Gmail. Back to your question about staff, nine."), (9, 9)),
        (("a: How many of you?", "u: ten", "a: And clients?", "u: You asked how many clients, three hundred or so."), (10, 10)),
        (("a: How many forms a month, and is it just you?", "u: forty forms", "a: And the other part, is it only you?", "u: Me plus a lad who drives, and my mother does the phone."), (3, 3)),
        (("a: So only you and Bea on the account?", "u: that's right"), (2, 2)),
        (("a: So just you, Tom and the two girls using it?", "u: yes"), (4, 4)),
        (("a: So you and your customers sign the same page?", "u: that's right"), (None, None)),
        (("a: So Una with her four guides, and yourself, that's six.", "u: Six, correct, on a dry day."), (6, 6)),
        (("a: You with your quotes and invoices, that's ninety?", "u: correct"), (None, None)),
        ((*SEVEN, "a: Would you want it by spring?", "u: we're sixty one the pair of us, what's the rush"), (7, 7)),
        ((*SEVEN, "a: Any hurry?", "u: We're both seventy."), (7, 7)),
        (("a: How many are you?", "u: we're fifty, the wife and me and forty eight lads"), (50, 50)),
        (("a: Do you have a committee who'd run it?", "u: Last year three resigned over the tombola."), (None, None)),
        (("a: How many people?", "u: only two left in the office"), (2, 2)),
        (("a: Who'd use it?", "u: There's thirty lads on the lifts, they've nothing to do with forms. It's the office, five of them."), (5, 5)),
        (("a: Would each broker be a user? How many have you, and how many binders?", "u: It's a firm of fifty. There are twelve who may bind anything."), (12, 12)),
        (("a: Who would use it?", "u: We're eleven now. I'll do the quotes.", "a: So you, Gwyn and Delyth, is that everybody?", "u: It is.", "a: And how many would those be in a month?", "u: Four and five. Nine."), (3, 3)),
        (("a: Who would use it?", "u: We're fourteen, but it's only me and Teodor."), (2, 2)),
        ((USE_IT, "u: five of us", "a: And what would you five issue?", "u: A permit a site, and there's fourteen in a decent month."), (5, 5)),
        (("a: And what about people, how many would send?", "u: four in a normal week"), (4, 4)),
        ((USE_IT, "u: nine of us", "a: What annoyed you?", "u: I made it eight signers and it would only let me have six."), (9, 9)),
        ((USE_IT, "u: Fourteen of us, but only three would send."), (3, 3)),
        (("a: And is your brother in the business too?", "u: He's in the way. Twelve forty, sir. Out of fifty."), (None, None)),
        ((USE_IT, "u: Eight. That's out of sixty."), (8, 8)),
        (("a: How many use it?", "u: six"), (6, 6)),
        (("a: So just you, and your partner only looks at them?", "u: Right."), (1, 1)),
        (("a: So just you and Carol, and the vicar approves on paper?", "u: Yes."), (2, 2)),
        (("a: So just you and the girl who checks them?", "u: Yes."), (2, 2)),
        (("a: How many are in the team, and how many estimates?", "u: fourteen, and around fifty"), (14, 14)),
        (("a: How many invoices a week, and how many people send them?", "u: Forty, and five."), (5, 5)),
        (("a: How many vans do you have, and how many quotes?", "u: Nine, and about thirty."), (None, None)),
        ((USE_IT, "u: was seven, then we took three more on"), (10, 10)),
        ((USE_IT, "u: Four, and we'll get two more in the spring."), (4, 4)),
        ((USE_IT, "u: Seven planners.", "a: So the seven planners plus yourself.", "u: Yep."), (8, 8)),
        ((USE_IT, "u: Four with me.", "a: The three drivers and yourself?", "u: Yes."), (4, 4)),
        (("a: Every tenant gets a login? How many do you have?", "u: three hundred"), (None, None)),
        (("a: And the tutors would each get one. How many do you have?", "u: Nine."), (9, 9)),
        (("a: Who runs it?", "u: We grow pears, there's nine varieties, and a man who comes with a press."), (None, None)),
        ((USE_IT, "u: Two need full access, the rest, thirty tenants, don't log in."), (2, 2)),
        (("a: How do you split it?", "u: six on earlies and five on lates so eleven what use it"), (11, 11)),
        ((USE_IT, "u: ten", "a: Ten seats.", "u: Let me ask. Lou, how many of us now? She says twelve."), (12, 12)),
        (("a: Who would use it?", "u: Me, my office manager, and the two guys in sales", "a: So just you, your office manager and the two sales guys", "u: Exactly"), (4, 4)),
        (("a: Contracts, how many a month, and how many of you?", "u: Forty, and nine."), (9, 9)),
        (("a: You said mornings, afternoons and evenings, so that's three.", "u: Right."), (None, None)),
        (("a: So you've eleven people in the yard. And six people would have it?", "u: yes"), (6, 6)),
        (("a: How many of you would use it?", "u: Twelve.", "u: Yeah, or thirteen."), (13, 13)),
        (("a: How many users?", "u: twenty", "u: five"), (25, 25)),
    ],
)  # fmt: skip
def test_the_answer_comes_later_in_a_story(lines, ends):
    assert size(*lines) == ends


@pytest.mark.parametrize(
    "lead",
    [
        "", "these days", "at present", "last time I looked", "off the top of my head", "including Bob", "roughly speaking", "we number",
        "a solid", "in practice", "since Sue left", "as of Monday", "day to day", "after the merger", "plus or minus", "the magic number is",
    ],
)  # fmt: skip
@pytest.mark.parametrize(
    "question", ["How many people would use it?", "How big is the team?", "How many of you are there?"]
)
def test_a_number_that_ends_the_clause_that_opens_the_answer_is_the_answer(question, lead):
    assert size(f"a: {question}", f"u: {lead} fourteen") == (14, 14)


@pytest.mark.parametrize(
    ("said", "ends"),
    [
        ("eleven no wait darnell came back twelve", (12, 12)),
        ("forty no no my son filled that out seven", (7, 7)),
        ("twenty two no hang on two left in october twenty", (20, 20)),
        ("twenty five no that's with the cleaners it's thirteen who'd log in", (13, 13)),
        ("and if they revolt then we've only upset six people", (None, None)),
        ("i can hear every third word i'm near junction eleven", (None, None)),
        ("ask me another day i'm due back in courtroom three", (None, None)),
    ],
)
def test_words_without_marks_may_end_in_the_answer(said, ends):
    assert size("a: How many people would use it?", f"u: {said}") == ends


@pytest.mark.parametrize(
    ("said", "ends"),
    [
        ("I only joined today, they gave me locker thirty one", (None, None)),
        ("that's a question for window four", (None, None)),
        ("page two of sixteen, it's in there", (None, None)),
        ("ask Petra, extension three one nine", (None, None)),
        ("the porter. he's five foot nine and he won't say", (None, None)),
        ("our chairman's eighty four and he still counts them", (None, None)),
        ("the last lot billed me for twelve", (None, None)),
        ("depends if you count the two who only come on Fridays", (None, None)),
        ("it was started by two brothers", (None, None)),
        ("I've had staff. twelve, in better days", (None, None)),
        ("that's between me and my ledger", (None, None)),
        ("not on the phone, there's six of you listening", (None, None)),
        ("at the main desk twelve", (12, 12)),
        ("with the new lad thirteen", (13, 13)),
        ("we just crossed forty", (40, 40)),
        ("seven'd be grand", (7, 7)),
        ("ten I mean eleven", (11, 11)),
        ("with me nine", (9, 9)),
        ("in winter eight", (8, 8)),
        ("presently fourteen", (14, 14)),
        ("workers wise fourteen", (14, 14)),
        ("sales fourteen", (14, 14)),
        ("gimme fourteen", (14, 14)),
        ("between the two yards fourteen", (14, 14)),
        ("with Joan fourteen", (14, 14)),
        ("drivers and packers combined fourteen", (14, 14)),
        ("with table fourteen at the moment", (None, None)),
    ],
)
def test_a_bare_number_of_people_is_led_by_no_noun(said, ends):
    assert size("a: How many of you are there?", f"u: {said}") == ends


@pytest.mark.parametrize(
    ("said", "ends"),
    [
        ("guests? nineteen, and a dog", (None, None)),
        ("in the van? three across the front", (None, None)),
        ("at the gate? fifty odd, every morning", (None, None)),
        ("on this call? two, and the cat", (None, None)),
        ("goats or men? goats, two hundred", (None, None)),
        ("users? nineteen", (19, 19)),
        ("in the office? eleven", (11, 11)),
        ("at the moment? eleven", (11, 11)),
        ("for this? four", (4, 4)),
        ("including volunteers? nineteen", (19, 19)),
    ],
)
def test_what_the_caller_asks_back_is_what_the_number_is_of(said, ends):
    assert size("a: How many people have you got?", f"u: {said}") == ends


@pytest.mark.parametrize(
    ("lines", "ends"),
    [
        (("a: Is there anyone else to convince?", "u: the bursar"), (None, None)),
        (("a: Anybody else I should write to?", "u: my accountant, my wife and the vicar"), (None, None)),
        (("a: Anybody else who needs a login?", "u: the bursar"), (2, 2)),
        (("a: Will anyone else be involved?", "u: nobody"), (1, 1)),
        (("a: Who else will be involved?", "u: the solicitor, and God help us the surveyor"), (None, None)),
        (("a: There were two of you on the call, I think?", "u: yes, that was me and the consultant"), (None, None)),
        (("a: Mr Rowe, who opened the trial?", "u: that's me"), (None, None)),
        (("a: I'd call the number on page one.", "u: page one of twenty six. right"), (None, None)),
        (("a: She can, on any touch screen.", "u: and witnesses? I need two in this state"), (None, None)),
        (("a: It's forty four dollars. Up to five users.", "u: forty four. for a signature"), (None, None)),
        (("a: How many in the household would sign?", "u: me, my husband and both his parents"), (None, None)),
        (("a: How many people are affected?", "u: all of the second floor, so thirty"), (None, None)),
        (("a: How many hands do you employ?", "u: seventeen hands"), (17, 17)),
        (("a: How many should I prepare it for?", "u: six"), (6, 6)),
        (("a: Who do you mostly work with?", "u: Schools. The big one has four hundred staff"), (None, None)),
        (("a: Do you send invoices?", "u: Yes", "a: About how many, would you say?", "u: Forty"), (None, None)),
        (("a: Do you have a crew?", "u: Yes", "a: About how many, would you say?", "u: Forty"), (40, 40)),
        (("a: Who else is in it?", "u: Fay sends some"), (None, None)),
        (("a: Does anybody else send them?", "u: Fay sends some"), (2, 2)),
        (("a: Does anybody else send them?", "u: yes, my deputy does"), (2, 2)),
        (("a: Does anybody else send them?", "u: the landlord does"), (None, None)),
        (("a: How many besides you?", "u: six"), (7, 7)),
        (("a: And apart from you?", "u: six more"), (7, 7)),
        (("a: Who'd be in it apart from you?", "u: the girls and me, so six"), (6, 6)),
        (("a: Do you work alone?", "u: I've got an apprentice"), (2, 2)),
        (("a: And in all?", "u: people? sixty one"), (61, 61)),
        (("a: And in all?", "u: boats? sixty one"), (None, None)),
        (("a: Who else would log in?", "u: seven more"), (8, 8)),
        (("a: How many of you?", "u: Five", "a: Anyone else?", "u: seven more"), (12, 12)),
        (("a: How many of you?", "u: Five", "a: Anyone else?", "u: seven more, so twelve"), (12, 12)),
        (("a: Are your colleagues in the demo too?", "u: yes, Ada and Jim"), (None, None)),
        (("a: Are your colleagues in the account too?", "u: yes, all nine of us"), (9, 9)),
    ],
)
def test_what_is_asked_of_others_is_no_question_of_size(lines, ends):
    assert size(*lines) == ends
