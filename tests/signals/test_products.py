"""Products in speech: how they are misheard, whose they are, and what has become of them. One class a test.

A line is what was asked and what was answered, then the integrations, then the competitors that are heard.
"""

import pytest

from aftercall.signals import extract
from aftercall.signals.whose import buys, bystander
from aftercall.signals.words import tokenise


def assert_heard(line: str) -> None:
    asked, answered, *products = (part.strip() for part in line.split("|"))
    integrations, competitors = (*products, "", "")[:2]
    signals = extract([{"role": "assistant", "text": asked}, {"role": "user", "text": answered}])
    heard = (", ".join(signals.integrations), ", ".join(signals.competitors))
    assert heard == (integrations, competitors), line


@pytest.mark.parametrize(
    "line",
    [
        "What do you hook into? | we hang everything off zap ear | zapier",
        "Do you do bookings in Calendly? | cal and lee yeah we got that last year | calendly",
        "What's your CRM? | it's called hub spott, with the orange | hubspot",
        "Where do tickets go? | zen desk, then ji ra when it's the developers | jira, zendesk",
        "What's your mail? | we're on the g sweet | google workspace",
        "Does anything have to plug in? | Quick-Books and Drop-Box | dropbox, quickbooks",
        "Does anything have to plug in? | end eight end does the wiring | n8n",
        "What do you sign with now? | the dock you sign, it charges per envelope |  | docusign",
        "What do you sign with now? | Docu-sign, through a partner |  | docusign",
        "How come you call? | you are cheaper as get except |  | getaccept",
        "What do you sign with? | some of us have pro pose if I |  | proposify",
        "What do you sign with? | quill her, for the pretty ones |  | qwilr",
        "Have you tried other tools? | no. well, adobe, the sign bit |  | adobe sign",
    ],
)
def test_a_misheard_name_is_the_product(line):
    assert_heard(line)


@pytest.mark.parametrize(
    "line",
    [
        "What do you run for customer management? | it is the microsoft one dynamics and for the chat inside the company we have the teams | microsoft dynamics, microsoft teams",
        "What's your payment system? | cash and the stripe | stripe",
        "How do they pay you? | on the square, mostly | square",
        "What does HR sit on? | the workday, sadly | workday",
        "How do you run projects? | On monday. The app, not the day. | monday",
        "Which other tools are in play? | there's this thing my nephew built in Make, the one with the purple circles | make",
        "What's your automation? | our glue is Make, the automation one, not Zapier | make",
        "What's that generated from? | the ERP, which is Dynamics | microsoft dynamics",
        "What should we connect to? | Then out look at least, and Xero for the fees. | outlook, xero",
        "Mid migration? | bamboo is being switched off, workday comes on in the autumn, budget's signed | workday",
        "So, systems? | box, the file one, not cardboard, though also cardboard | box",
        "And the tools around it? | can I hook my stripe up to it | stripe",
        "Would alerts help? | Slack. There's a channel we all watch. | slack",
        "Do they pay up front? | Half does. The deposit, we've got Stripe for that already. | stripe",
        "Are the trainers staying on it? | No, they're going over to Workday, it's signed. | workday",
        "Was it in quarantine? | Outlook had put it under junk | outlook",
        "How do people talk? | everybody lives in Teams | microsoft teams",
        "How would you like to be told? | post it in Teams, somebody always reads it | microsoft teams",
        "Where does the team meet? | on Teams, mostly | microsoft teams",
        "Who are they? | the names come out of Greenhouse on a Friday | greenhouse",
        "Anything else? | Notion's our wiki and the tasks go in Asana | asana, notion",
        "Anything else? | Teams as well, for the alerts | microsoft teams",
        "How do you find out? | I'd love it to shout in our Slack | slack",
        "How are jobs planned? | on monday, the boards I mean | monday",
        "What's the archive? | we pay for Box, the blue one | box",
        "What happens at the counter? | it's a Square till | square",
        "Where do starters get set up? | that's all Workday, and nobody dares touch it | workday",
        "Google or Microsoft? | google, we pay for workspace | google workspace",
    ],
)
def test_an_everyday_name_is_the_product_where_its_use_is_asked_about(line):
    assert_heard(line)


@pytest.mark.parametrize(
    "line",
    [
        "How's your week? | she wrote on a sticky note call the box people about the square one",
        "What else? | That'll be my box. There's a truck in the drive.",
        "Where do you keep them? | in a box",
        "How do you track it? | on a square of paper on monday mornings",
        "What's your work day like? | my work day starts at five",
        "How's business? | every monday the teams make a square on the floor, it's a notion of mine",
        "How's business? | cutting us some slack would be nice",
        "How's business? | zero complaints",
        "How's business? | we grow basil and sage in the greenhouse",
        "Who are you with at present? | we just need better proposals, ours are ugly",
        "Who are you with at present? | can you sign now and pay later?",
        "What do you make? | we make copper pipe and stripe it red",
        "What system do you use? | the whole team makes it up as they go, teams of two",
        "Which tools do you use? | we have box files, the paper kind",
        "Which tools do you use? | just square paper and a pen",
        "Where shall we post it? | box four eleven, rural route two |",
        "How exact is it? | zero point zero nine each",
        "How many in a quiet week? | zero to ten",
        "What was on the page? | the price said zero zero",
        "How do you work? | in teams, two and two",
        "What do you sell? | plants, they come out of the greenhouse",
        "What's out there? | that's our greenhouse, full of chilli",
        "What space do they have? | they set up a workspace in the barn",
    ],
)
def test_an_everyday_word_is_no_product(line):
    assert_heard(line)


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
    ],
)
def test_what_was_used_in_another_job_does_not_count(line):
    assert_heard(line)


@pytest.mark.parametrize(
    "line",
    [
        "What are you on? | halfway out of insightly and into hubspot | hubspot",
        "Where do you keep your accounts? | Today is Zoho, but in January we pass everything to Salesforce, it is decided and paid. | salesforce",
        "What's hurting? | we've been on QuickBooks since the owner had one truck, and that's done. The accountants are moving us onto Sage in April. | sage",
        "Which CRM? | There were two. Pipedrive for inside sales, which we've retired, and HubSpot, which is what everybody's on now. | hubspot",
        "Hello? | Look, we are not on HubSpot any more. We use Pipe drive. | pipedrive",
        "I have a Shopify connection. Is that right? | that's the one. except shopify we dropped, it's woo commerce now",
        "What automation? | there's a thing called n eight n on a box under the stairs, and we're switching over to Make, the contract's signed | make",
        "Your CRM? | copper until june, freshsales from july | freshsales",
        "Your CRM? | zoho's on its way out, salesforce is coming in | salesforce",
        "Your CRM? | goodbye insightly, hello pipedrive | pipedrive",
        "Your CRM? | sage is getting replaced with netsuite in the spring | netsuite",
        "Your CRM? | xero has replaced quickbooks for us | xero",
        "Your CRM? | we use slack and we're moving from pipedrive to hubspot | hubspot, slack",
        "And the tools around it? | we went from trello to asana to clickup in three years | clickup",
        "Your CRM? | we moved everything from onedrive into google drive | google drive",
        "And the tools around it? | PayPal froze our account in 2019 so it's Stripe | stripe",
        "Which tools? | HubSpot is taking over from Zoho in May | hubspot",
        "Which tools? | HubSpot takes over in May for sales here, the people in our Leeds branch use Zoho | hubspot, zoho",
        "What do you use? | We had Notion, my drummer made us try Asana. Chucked the lot. |",
        "What do you use? | We came off Jira and then off ClickUp. |",
        "What do you use? | somebody sold us Salesforce, it's been uninstalled since |",
        "What do you use? | We'd Salesforce in here once. |",
        "So you're dropping Pipedrive? | yes, back to the whiteboard",
        "And the files? | off Dropbox and onto OneDrive | onedrive",
        "Which tasks tool? | Asana, since we got rid of monday dot com | asana",
    ],
)
def test_what_is_being_left_does_not_count(line):
    assert_heard(line)


@pytest.mark.parametrize(
    "line",
    [
        "And the tools around it? | I was hoping to get away from SAP but no chance, we're stuck with it | sap",
        "And the tools around it? | we can't get rid of sharepoint, legal loves it | sharepoint",
        "And the tools around it? | I wish we'd never bought netsuite but we have it | netsuite",
        "And the tools around it? | it's Zoho, and honestly it's too expensive but there you are | zoho",
        "And the tools around it? | Trello for the jobs. One day I'll learn to use it properly | trello",
        "Is there an ERP? | SAP. Nothing is allowed to exist which is not in SAP | sap",
        "Must it be native? | if it's not native with Keap I can't use it | keap",
        "So you're off Trello now? | no, we're still on it | trello",
    ],
)
def test_what_cannot_be_left_counts(line):
    assert_heard(line)


@pytest.mark.parametrize(
    "line",
    [
        "Anything to connect? | I hear about Zapier but I don't know what it is, so no.",
        "Glue? | Somebody on the team is pushing for n8n but that's a religious discussion",
        "Anything to connect? | we had a demo of salesforce once, too expensive",
        "Anything to connect? | there's talk of workday one day, if we behave",
        "Anything to connect? | they are pitching us on zendesk but nothing's signed",
        "Anything to connect? | read something about slack, what is it",
        "So, systems? | I've seen Airtable demoed, very colourful, but no, we're Excel people",
        "And the tools around it? | we hope to have salesforce by christmas, but I believe it when I see it",
        "What system? | the quote came in for salesforce and we laughed",
        "So, systems? | I keep getting emails from HubSpot, does that count",
        "What do you use? | Everybody tells me I ought to have QuickBooks, I don't listen. |",
        "What do you use? | the man who sold me the truck wanted me on ServiceTitan, I passed |",
        "What do you use? | honestly what even is Airtable? the name keeps popping up |",
        "What do you use? | I see HubSpot on your website, is that a breed of dog? |",
        "What did the consultant recommend? | HubSpot",
        "Is there a wiki? | we thought about Asana for a while",
        "And an ERP? | we looked at NetSuite and at SAP and got the bill",
        "Did the bank offer one? | QuickBooks, but we're not having it",
    ],
)
def test_what_is_only_considered_or_heard_of_does_not_count(line):
    assert_heard(line)


@pytest.mark.parametrize(
    "line",
    [
        "So, systems? | I don't suppose you talk to Greenhouse? | greenhouse",
        "So, systems? | If you had a Clio connector I'd sign today | clio",
        "So, systems? | If you don't do Xero we can stop right here | xero",
        "Anything to connect? | does it work with airtable? we live in airtable | airtable",
        "What system? | it'd be nice if it could land in sharepoint | sharepoint",
        "And the tools around it? | have you got a jira plugin, by any chance | jira",
        "And the tools around it? | Our accountant recommended Xero so that's where the invoices are. | xero",
        "What do you use? | somebody told me to get QuickBooks so I did, that's what we're on | quickbooks",
        "What else? | it'd be handy if Jira got a ticket | jira",
    ],
)
def test_what_they_want_from_us_counts(line):
    assert_heard(line)


@pytest.mark.parametrize(
    "line",
    [
        "And is that going through HubSpot or through Salesforce? | Bit of each. Marketing live in the first one, sales in the second. | hubspot, salesforce",
        "And is that HubSpot or Salesforce? | a mix of the two | hubspot, salesforce",
        "And customer chat, is that Intercom or Zendesk? | It is the first one. | intercom",
        "And customer chat, is that Intercom or Zendesk? | the latter | zendesk",
        "And customer chat, is that Intercom or Zendesk? | the former, yeah | intercom",
        "And customer chat, is that Intercom or Zendesk? | option two | zendesk",
        "And customer chat, is that Intercom or Zendesk? | not the first one, the other one | zendesk",
        "And customer chat, is that Intercom or Zendesk? | the one you said last | zendesk",
        "Are you on Google Workspace or Microsoft 365? | google | google workspace",
        "We connect to QuickBooks, Xero and Sage. | the last of those would be us | sage",
        "Which are you on, Xero or Sage? | second | sage",
        "Which are you on, Xero or Sage? | neither nor",
    ],
)
def test_of_several_named_one_is_picked(line):
    assert_heard(line)


@pytest.mark.parametrize(
    "line",
    [
        "And you're running Shopify? | for the retail side. wholesale's all in quickbooks | quickbooks, shopify",
        "You mentioned Square, is that right? | in the taproom yeah | square",
        "What about Outlook, do you send from there? | Everybody does, yes. | outlook",
        "Those originate in Salesforce? | Where else. | salesforce",
        "And SharePoint stays? | That one stays. | sharepoint",
        "You're a Trello team then? | afraid so | trello",
        "Do you use HubSpot? | since last spring | hubspot",
        "Do you use HubSpot? | religiously | hubspot",
        "And you compared us with Adobe Sign? | We did. They were out after the second call. |  | adobe sign",
        "What was it about Proposify that you didn't like? | i liked it! it was finance that pulled the plug |  | proposify",
        "How long have you been with DocuSign? | going on four years |  | docusign",
        "So what's wrong with PandaDoc and HelloSign? | price |  | hellosign",
        "So you use Slack? | and Trello, for the boards | slack, trello",
        "So is it Jira you use? | we live in it | jira",
        "What's wrong with DocuSign? | nothing's wrong with it, it's the bill |  | docusign",
        "What about the DocuSign contract you mentioned? | they charge per envelope, imagine |  | docusign",
        "Is it the price that's the problem with Proposify? | the price and the speed |  | proposify",
        "You've been with Adobe Sign for how long? | six years |  | adobe sign",
    ],
)
def test_a_question_is_granted_without_a_yes(line):
    assert_heard(line)


@pytest.mark.parametrize(
    "line",
    [
        "Do you use HubSpot? | not as such",
        "Do you use HubSpot? | we used to",
        "Do you use HubSpot? | in the past",
        "Do you use HubSpot? | what is that",
        "Do you use HubSpot? | i have no idea what the girls use",
        "Do you use HubSpot? | can you hear me now",
        "Would you like the Slack app? | for what",
        "So HubSpot then? | hold on a second",
        "So HubSpot then? | how much is it",
        "Do you use HubSpot? | for a bit, two years ago",
        "We do Mailchimp, Zapier and Slack. | Yeah I don't really do lists. |",
        "It works with HubSpot, Zoho, you name it. | Yeah yeah, I'm sure it's lovely. |",
        "What about Xero, do you work with anything like that? | I've got a ledger and a pencil |",
        "I'll send you a Calendly link, is that fine? | sure",
        "I've put it in our HubSpot, okay? | okay, thanks",
        "DocuSign, Proposify and so on. | never heard of the second",
    ],
)
def test_a_question_is_not_granted_by_any_answer(line):
    assert_heard(line)


@pytest.mark.parametrize(
    "line",
    [
        "Which one? | we've it all in mail chimp no i'm a liar it's active campaign | activecampaign",
        "Which one? | asana. no hang on, clickup. i always mix them | clickup",
        "Which one? | it's zoho, i tell a lie, freshsales | freshsales",
        "Which one? | insightly. what am i saying. pipedrive | pipedrive",
        "Which one? | hubspot, i meant to say salesforce | salesforce",
        "Which one? | zendesk, my mistake, intercom | intercom",
        "Which one? | xero, or rather quickbooks | quickbooks",
    ],
)
def test_a_slip_is_corrected(line):
    assert_heard(line)


def test_what_is_moved_to_replaces_what_was_told_before():
    signals = extract(
        [
            {"role": "assistant", "text": "What CRM?"},
            {"role": "user", "text": "Zoho."},
            {"role": "assistant", "text": "And chat?"},
            {"role": "user", "text": "Slack."},
            {"role": "assistant", "text": "So Zoho is staying?"},
            {"role": "user", "text": "no, we're moving to HubSpot in May, it's signed"},
        ]
    )
    assert signals.integrations == ("hubspot", "slack")


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
    ],
)
def test_a_bystander_has_no_signals(line):
    told = "we had two hundred people on Salesforce and sent fifty contracts a month, it was urgent"
    assert extract([{"role": "user", "text": told}]).evidence
    assert extract([{"role": "user", "text": told}, {"role": "user", "text": line}]).evidence == ()


def test_a_student_with_a_business_of_their_own_is_a_customer():
    first, second = "i'm a student", "but I run a bakery, nine of us, and we use Xero"
    assert bystander(tokenise(first), frozenset(tokenise(first)))
    assert buys(tokenise(second))
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
    assert not (signals.team_size or signals.document_volume_per_month or signals.urgency)


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
