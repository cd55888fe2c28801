"""Whose a fact is: the caller's own, or a client's, a relative's, a former employer's. One class a test.

A line of products is what was asked and what was answered, then the integrations, then the competitors that are heard.
"""

import pytest

from aftercall.record import DiscoveredSignals
from aftercall.signals import extract
from aftercall.signals.callers import buys, bystander
from aftercall.signals.words import tokenise

from .test_hearing import size as size_of
from .test_products import assert_heard


@pytest.mark.parametrize(
    "line",
    [
        "What do they ask about? | One of them's a Salesforce house with two hundred reps, another does everything out of Gmail and a shoebox.",
        "Which HR system are you on? | the clients have all sorts, workday, bamboo. we ourselves just live in google docs | google drive",
        "And the ledger? | for clients it's whatever they turn up with, sage, a carrier bag. for us it's xero | xero",
        "Do you use a job system? | the council have service now. us, it's a spreadsheet and shouting",
        "Which systems? | head office is on SAP, we in the branch have nothing but Trello | trello",
        "Which systems? | our sister company swears by asana, we don't have any of it",
        "Which systems? | the mother ship runs netsuite but here it's quickbooks | quickbooks",
        "Which systems? | half my clients are on xero, half on quickbooks, I just advise",
        "So, systems? | each client insists on their own, one's Asana, one's Basecamp, I just keep a list",
        "So, systems? | we're owned by a group in Lyon and they're all SAP, we're not, thank heavens, we've QuickBooks | quickbooks",
        "So, systems? | a chap at the club swears by Pipedrive, I nod",
        "So, systems? | my ex husband kept everything in Clio, I keep mine in a ledger",
        "What do you use? | our wholesaler in Bristol has everything in NetSuite, I just phone them |",
        "What do you use? | my mate who does roofing, he's got ServiceTitan and won't shut up about it |",
        "What do you use? | my friend runs a bakery. she's on Shopify, I take cash |",
        "What do those clients run? | the dairy's all in on Microsoft Teams and the monks have a fax |",
        "What do you use? | my daughter's always on about Salesforce, at her own firm. I've a ledger. |",
        "How do you sign? | my cousin's firm has DocuSign and he says it costs a fortune | |",
        "What do you use? | The dealership down the road has Salesforce, we've a diary |",
        "What's the parent group like? | huge, with SAP everywhere",
        "And the landlord? | he does all his leases with Airtable",
        "What do they use there? | at my husband's work? Salesforce I think",
        "Who's that? | my brother's firm, and they all sit in HubSpot",
        "What's new? | the group that's buying us does everything in NetSuite",
        "What do those suppliers have? | mostly HubSpot, I'd say",
        "Do your customers find you online? | one of them's a big software lady, she runs everything on Salesforce",
        "Who's asking you to sign? | an agency, they're on DocuSign and Xero",
        "What does the freeholder use? | HelloSign, it said at the bottom",
        "And tools? | my nephew works at a chandler, they take it all through Stripe",
        "And tools? | the franchisor has one, I think it's Zoho",
        "And tools? | the venue uses Salesforce",
        "And tools? | a client of mine, big outfit, says they do it all in Salesforce",
        "What do you teach on? | the pupils use Google Docs and I use chalk",
        "And tools? | somebody mentioned Trello at a fair",
        "Where would they see it? | they use Box. it's their Box though, my own stuff is Dropbox | dropbox",
        "Would your brother use it? | he's got his own thing, a crew and a DocuSign",
        "Would your son use it? | he's got his own company, six guys and a QuickBooks",
        "And tools? | my husband has HubSpot at his firm",
        "And tools? | somebody showed us Trello, we never got round to it",
        "Any questions? | do they mostly use Salesforce with it?",
        "Any questions? | what do they use, Salesforce or HubSpot?",
        "Any questions? | is it built on Salesforce?",
        "Any questions? | were you bought by Dropbox?",
        "Any questions? | I got an email from your Zendesk",
        "And tools? | I was in marketing for a while, HubSpot and so on",
        "Anything else? | my letting agent uses DocuSign",
        "And tools? | the brokerage we sell through sends it out of DocuSign",
        "What brought you here? | opposing counsel never stops bragging about their DocuSign",
        "What brought you here? | my bank made me sign something, the button was Adobe Sign",
        "What brought you here? | the email said DocuSign on it",
        "What's the trouble? | I read that somebody's DocuSign got hacked",
        "And software? | my brother in law does, he's got that ServiceTitan",
        "And software? | I've a cousin builds apps. Uses Jira. Hates it.",
        "What does she do? | slip and fall. she pumps out retainers and it all drops into Clio",
        "Who rang? | a chap trying to flog me Pipedrive",
        "And tools? | my nephew says put it all in Dropbox",
        "How did you hear of us? | a podcast about Shopify stores",
        "What's wrong? | you charged my PayPal nineteen dollars",
        "Shall we meet? | sure, can you send a Teams link",
        "What do you do? | I've sold HubSpot for four years",
        "Anything else? | our auditors want a trail, everything they do is in SharePoint",
        "What's next? | the new owners are an Asana and Google Workspace lot",
        "Anything on security? | my last bank got hacked through some Intercom chat window on their site",
        "What do you do? | we place Salesforce people mainly",
        "Any questions? | they asked me, do you run on Office 365, do you have Okta",
        "Which CRM? | Salesforce. HubSpot's the other company I work for | salesforce",
        "Outlook or Gmail? | Gmail. Outlook's what my ex used | gmail",
        "Did you ask your accountant? | she's got her other clients on Xero, I pay her in cash",
        "Shall I connect it? | leave it. my wife's got that thing, HubSpot, from her work",
        "Is your accountant going to be involved? | he lives in Spain and swears by Xero",
        "How did you know about signing? | I signed for a puppy, that was DocuSign I think it said",
        "What are your competitors doing? | they've got Shopify and an app",
        "Would your bookkeeper want a login? | she brings her own laptop, QuickBooks for twenty shops on it",
        "How did you open it? | in Gmail, on my nephew's computer",
        "Who did your website? | a crowd in Cork, they do it all on Notion",
        "Do the trustees mind? | one sits on the board at a place that uses Workday",
        "Any system for the books? | my daughter in law does quickbooks for the Chevy dealer and she cries every april",
        "Who signed you up? | that'd be my grandson, he works for salesforce out in California",
        "Who signed you up? | my son in law is a big wheel at servicenow, he told us to",
        "Who signed you up? | my daughter, she got laid off from shopify",
        "What brought you? | my kid sells her candles on shopify and said look into it",
        "Is it the dental insurance you wanted? | the girl at the dentist said they're switching to a new gmail or something",
        "What brought you? | I read an article saying jira and trello belong to the same people",
        "Any tools? | none yet. the clinic across town was telling us they're all on asana",
        "How's the rent paid? | my landlord collects it through quickbooks",
        "Anybody else in the contract? | the county has its own thing in sharepoint, they print it",
        "And the other side? | the bank, they make you sign on docusign now",
        "How do you get mail? | at my daughter's they have gmail, she prints it",
        "Who builds your site? | a friend, she does everything in notion and figma",
        "Do you sign electronically? | my cousin's the one who is on docusign, I've a pen",
        "You said your mother used something? | she had docusign for the house sale",
    ],
)
def test_what_somebody_else_uses_does_not_count(line):
    assert_heard(line)


@pytest.mark.parametrize(
    "line",
    [
        "Which systems? | our clients pay through stripe and book in calendly | calendly, stripe",
        "Which systems? | our customers are all kept in hubspot | hubspot",
        "Which systems? | the accountant has us on xero | xero",
        "And the tools around it? | my accountant's got everything in Xero for me | xero",
        "So, systems? | what the council gives us, SharePoint and Outlook and that's your lot | outlook, sharepoint",
        "So, systems? | The sales chaps have their Pipedrive, ops have Monday dot com, and never the twain shall meet. | monday, pipedrive",
        "What do you use? | my daughter does our invoices in FreshBooks | freshbooks",
        "What do you use? | the carriers get a google sheet from us every morning | google sheets",
        "What do the techs use? | they're on ServiceTitan, every last one | servicetitan",
        "How do clients book with you? | Calendly | calendly",
        "What does your parent company run? | SAP, but we're on Xero | xero",
        "Who's the system owner? | HR, they run Workday | workday",
        "Which systems? | Pipedrive. and my husband has this Airtable with all the panels in it | airtable, pipedrive",
        "Which systems? | my wife has a Trello board with our jobs on it | trello",
        "Which systems? | my wife has her own business, I use Trello | trello",
        "Which systems? | our whole thing is built on Airtable | airtable",
        "Any questions? | on your Zapier page it says beta, do you have Zapier? | zapier",
        "Any questions? | is your Slack integration any good? | slack",
        "What do you use? | my bookkeeper uses Xero | xero",
        "How do they pay you? | I send a Stripe link in a separate email | stripe",
        "What do you use? | I sell prints on Shopify | shopify",
        "What do you do about deposits? | they pay through my PayPal | paypal",
        "Anyone you compare us with? | my daughter likes Better Proposals |  | better proposals",
        "Anything else? | our auditors want a trail, so the signed copy has to land in SharePoint | sharepoint",
        "What comes first? | we place Salesforce people, and the placements are all in Salesforce | salesforce",
        "Who'd be using it? | me and my receptionist, and my receptionist uses Salesforce for everything | salesforce",
        "Sales process? | my sales guy uses HubSpot | hubspot",
        "And the books? | accountant uses Sage, so we use Sage | sage",
        "And the books? | the manufacturer put all of us dealers on NetSuite | netsuite",
        "What are you? | we're a small company that uses Salesforce | salesforce",
        "What's the headache? | the bookkeeper keeps Xero on her own laptop | xero",
        "And the books? | my daughter does the books in quickbooks | quickbooks",
        "And the books? | my wife does quickbooks for the shop | quickbooks",
        "And the stall? | my kid set us up on shopify | shopify",
        "Any news? | the girl at the warehouse said they're switching us to netsuite | netsuite",
        "What brought you? | I read on your site that you work with jira, is that so | jira",
        "What brought you? | I heard from a friend at salesforce that you plug in, and we're on it | salesforce",
        "And before? | the bank used docusign and so did we |  | docusign",
        "Who set it up? | a guy at work set up zapier | zapier",
        "Is there a rival? | the fella at docusign quoted me forty |  | docusign",
        "Which HR system? | the boss told me to ask about sap, we live and die by it | sap",
    ],
)
def test_what_our_clients_do_in_a_product_of_ours_counts(line):
    assert_heard(line)


@pytest.mark.parametrize(
    "line",
    [
        "How did you hear of us? | In my last company we had NetSuite and forty licenses of Docu Sign. Now it's a start up with an Air table. | airtable",
        "What did you do? | I was with the co op for twenty six years, we were firing out sixty orders a day, on sage",
        "What did you do? | back when I was at the bank it was all salesforce and sharepoint",
        "What did you do? | I did nine years at a telco, we had slack going, zendesk on fire",
        "What did you do? | before I joined here I lived in jira, here it's asana | asana",
        "What did you do? | in a former life I ran a team on workday, now we've got bamboohr | bamboohr",
        "What did you do? | two jobs ago we had servicetitan",
        "So, systems? | when I was at Deloitte it was Salesforce this, Workday that. Here it's a whiteboard.",
        "Tried anything like us? | proposify, for a year. actually my old boss swore by docusign but i never touched it |  | proposify",
        "What did your last company do? | insurance, with everything in Salesforce",
        "What was the job you had before? | a call centre, Zendesk and headsets",
        "Why did you leave the last place? | they went over to SAP",
        "What did they use there? | salesforce for the rainmakers, sharepoint for everybody else",
        "What's your background? | twelve years in pharma, all ServiceNow there, then I opened a bakery",
        "How do you sign? | I used to be a notary, everything was Adobe Sign then",
        "Have you worked with a system like ours? | in my previous life, at an insurer. we had hellosign and salesforce |  | hellosign",
        "Used anything like this before? | my old boss swore by docusign",
        "Which tools? | At Maersk, where I was before, it'd have been SAP, Jira, the whole orchestra. Here we've a filing cabinet",
        "Which tools? | where I was before it was sap, and here it's sap again | sap",
    ],
)
def test_what_was_used_in_another_job_does_not_count(line):
    assert_heard(line)


@pytest.mark.parametrize(
    "line",
    [
        "i'm a student, it's for an essay",
        "i'm doing a dissertation on remote signing",
        "hi I'm writing my thesis about electronic signatures",
        "I'm a journalist, I only wanted your press office",
        "no I'm calling about the vacancy, the account exec one",
        "someone sent me something to sign through your website",
        "I'm only the witness",
        "I'm a tenant, I want my copy",
        "I applied for the sales role",
        "I'm ringing about the job, the one in support",
        "hi, I'm calling about a position I saw",
        "is it true that you're short of staff? I heard you're hiring",
        "I'm doing a piece for a trade paper",
        "who handles your marketing over there?",
        "we help firms like yours with cold calls",
        "I was sent a waiver and it won't open",
        "I'm calling on behalf of a client of mine",
        "a neighbour of mine asked me to ring",
        "a friend of mine asked me to call",
        "my niece is thinking about it for her salon",
        "one of my clients is asking me about you",
        "it's for my cousin's bakery shop",
        "it's for my sister's salon",
        "I'm calling for a friend. How much is it for five users on HubSpot a year?",
        "I'm retired, forty years in the trade",
        "I'm only a parent, it's the school's form",
        "I got a document from you and I don't know if it's real",
        "is this a scam? somebody sent me a contract through you",
        "curiosity. I'm writing an article for a bar journal",
    ],
)
def test_a_bystander_has_no_signals(line):
    told = "we had two hundred people on Salesforce and sent fifty contracts a month, it was urgent"
    assert extract([{"role": "user", "text": told}]).evidence
    found = extract([{"role": "user", "text": told}, {"role": "user", "text": line}])
    assert found.model_copy(update={"evidence": ()}) == DiscoveredSignals()
    (why,) = found.evidence
    assert (why.signal, why.rule, why.turn) == ("qualification_tier", "caller.no_customer", 1)


@pytest.mark.parametrize(
    "told_off",
    [
        "You've the wrong number, sorry.",
        "I'm afraid this is a software company.",
        "That isn't ours. Please delete it.",
        "I'm not your building manager.",
        "This is the document signing service.",
        "You'd need to contact the sender.",
    ],
)
def test_whom_the_agent_tells_that_they_want_somebody_else_has_no_signals(told_off):
    before, after = "I ordered nine seats, they come today, it says HubSpot on it", "oh. right"
    turns = [
        ("user", before),
        ("assistant", told_off),
        ("user", after),
        ("assistant", "No harm done."),
        ("user", "bye"),
    ]
    found = extract([{"role": role, "text": text} for role, text in turns])
    assert [evidence.rule for evidence in found.evidence] == ["caller.no_customer"]


@pytest.mark.parametrize(
    "told",
    [
        "That's not us, that's the mail server.",
        "I think you want the business plan.",
        "You might want the pro tier for that.",
        "I'm not your account manager but I can help.",
        "I'm afraid this is above what I can discount.",
        "The recipient can contact the sender for that.",
        "You've got the wrong number? No, this is sales.",
        "No, that's a different company.",
    ],
)
def test_who_is_told_of_something_else_stays_a_customer(told):
    assert size_of("a: How can I help?", "u: There's twelve who'd use it", f"a: {told}", "u: okay, go on") == (12, 12)


def test_a_customer_who_asks_for_another_company_is_a_customer():
    opening = "u: We're a roofing company, nine of us. Are you the DocuSign people?"
    assert size_of(opening, "a: No, that's a different company.", "u: Even better.") == (9, 9)


def test_a_student_with_a_business_of_their_own_is_a_customer():
    first, second = "i'm a student", "but I run a bakery, nine of us, and we use Xero"
    assert bystander(tokenise(first), frozenset(tokenise(first)))
    assert buys(tokenise(second), frozenset(tokenise(second)))
    turns = [{"role": "user", "text": first}, {"role": "user", "text": second}]
    assert extract(turns).integrations == ("xero",)


@pytest.mark.parametrize(
    "line",
    [
        "we print student handbooks",
        "nine attorneys, we do landlord work",
        "we're a blog with four writers",
        "the column is on page two",
        "I'm only doing my homework before we buy",
        "we act for the tenant",
        "I'm a patient man",
        "my client can't open the contract I sent",
        "a friend told me about you",
        "my mate told me to ring you",
        "I'm asking for a client portal",
        "I'm calling on behalf of our sales director",
        "a client of ours is asking us for this",
        "I'm a student but I also run a bakery for my cousin",
        "I received your brochure",
        "we're hiring, so there are offer letters",
        "one of my clients uses you",
        "who handles your pricing? I run the office at a law firm",
    ],
)
def test_speaking_of_students_or_blogs_makes_no_bystander(line):
    assert not bystander(tokenise(line), frozenset(tokenise(line)))


@pytest.mark.parametrize(
    ("asked", "answered"),
    [
        ("What did your last company do?", "Insurance. Two hundred of us and ninety contracts a week."),
        ("Who's asking you to sign?", "An agency. They've about thirty staff."),
        ("What would the buyer's side need?", "They've their own lawyers, five of them."),
        ("Is your son's firm like yours?", "No, he's in software. Eighty of them."),
        ("Who are the other signers?", "My ex and his two brothers."),
        ("Who's your contact at the supplier?", "There's a team of six and they all sign as Kim."),
        ("What did the email say?", "It's waiting, please sign today."),
        ("How did you hear?", "A podcast. The chap on it did fifty proposals a week."),
        ("What's the merger?", "The group that's buying us has four thousand staff."),
    ],
)
def test_an_answer_about_others_tells_nothing_of_the_caller(asked, answered):
    signals = extract([{"role": "assistant", "text": asked}, {"role": "user", "text": answered}])
    assert [signals.team_size, signals.document_volume_per_month, signals.urgency] == [None, None, None]


@pytest.mark.parametrize(
    ("asked", "answered", "size"),
    [
        ("How big is head office?", "Four hundred. Here we're twelve.", 12),
        ("How big was your last company?", "Ninety. Here we are six.", 6),
        ("How many of your people would use it?", "Nine.", 9),
    ],
)
def test_an_answer_that_comes_back_to_us_counts(asked, answered, size):
    signals = extract([{"role": "assistant", "text": asked}, {"role": "user", "text": answered}])
    assert signals.team_size == size


@pytest.mark.parametrize(
    ("said", "volume"),
    [
        (
            "I was at a law firm for ages, a huge place with marble floors, they sent out about sixty contracts a week.",
            None,
        ),
        ("I was with a bank for years and then I bought this brokerage, and now we send thirty contracts a month.", 30),
    ],
)
def test_a_number_of_a_former_job_is_told_from_one_of_today(said, volume):
    assert extract([{"role": "user", "text": said}]).document_volume_per_month == volume


def test_a_room_that_seats_so_many_has_no_seats():
    assert extract([{"role": "user", "text": "We've three rooms. The big one seats forty."}]).team_size is None


@pytest.mark.parametrize(
    "opening",
    [
        "My colleague sent me a contract to approve and it won't load on my phone.",
        "My daughter asked me to call, she runs the office here.",
        "You sent me a link to sign in and it won't open.",
        "I applied for the trial last week and I can't log in.",
        "One of my clients sent me a quote with it and I liked it.",
        "I got an email from you about the trial and I don't know if it's real.",
        "I read an article about you.",
    ],
)
def test_a_customer_with_a_friend_or_a_broken_link_is_a_customer(opening):
    assert size_of(f"u: {opening}", "a: How many of you would use it?", "u: Nine.") == (9, 9)


@pytest.mark.parametrize(
    "later",
    [
        "Are you guys hiring, by the way? My nephew needs a job.",
        "A client asked me to call you because they sign with you.",
        "My class starts in ten minutes, gotta go.",
    ],
)
def test_nothing_that_a_customer_says_later_makes_them_a_bystander(later):
    told = "u: There's fourteen of us, and we send two hundred contracts a month."
    assert size_of("a: Tell me about you.", told, "a: Anything else?", f"u: {later}") == (14, 14)


def test_what_was_said_out_of_curiosity_does_not_count_once_a_business_is_spoken_of():
    student = "u: I'm a student. For my thesis, firms of five hundred people send me contracts."
    assert size_of(student, "a: I see.", "u: We also need it for our office.", "a: How many are you?", "u: Six.") == (
        6,
        6,
    )


@pytest.mark.parametrize(
    "said",
    [
        "We're a market research agency. Nine people.",
        "Law firm. Nine attorneys.",
        "I'm calling for a client, and for my own firm too. There are nine of us, we need it soon.",
    ],
)
def test_talk_of_the_trade_makes_no_bystander(said):
    assert size_of("a: Who are you with?", f"u: {said}") == (9, 9)
