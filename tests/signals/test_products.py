"""Products in speech: how they are misheard, and what has become of them. One class a test.

A line is what was asked and what was answered, then the integrations, then the competitors that are heard.
"""

import pytest

from aftercall.signals import extract


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
        "Anything else? | it says Square payment failed, whoever that is",
        "What would success look like? | my son moving out. he's thirty, does ServiceNow for hospitals",
        "Does he help? | he does ServiceNow for us | servicenow",
        "Is your accountant in the loop? | half her week's chasing our Xero | xero",
        "Why the change? | nobody types anything twice. Reps hate leaving Salesforce. | salesforce",
        "What's the headache? | the engineers close the Jira ticket before legal sees the paper | jira",
        "How do the parents hear? | the school office fires off a Mailchimp on Fridays | mailchimp",
        "So a couple gets in touch, and then? | Then they get the Calendly and pick a day | calendly",
        "What goes wrong? | people rename the Dropbox folders | dropbox",
        "What is it all built of? | the estimate is built as Jira epics | jira",
        "Overview please. | ninety of them, Salesforce plus SharePoint | salesforce, sharepoint",
        "When is that? | once NetSuite is live | netsuite",
        "And then? | the Stripe link goes out | stripe",
        "Are you set? | does it do Smartsheet | smartsheet",
        "Do you need invoicing from us? | no, that's what Xero's for | xero",
        "How did you hear of us? | googled e signature for Salesforce, you were third | salesforce",
        "How did you hear of us? | in the Xero app store | xero",
        "Ready? | nearly. Pipedrive was down all morning | pipedrive",
        "What's the trial for? | so that I don't have to update HubSpot by hand each time | hubspot",
        "Does engineering need access? | no, they live in Jira | jira",
        "What do you run? | whatever's going, we don't have to use Salesforce",
        "Any questions? | does Salesforce own you people?",
        "Anything by your door? | there's a drop box outside the depot",
        "What happened with the last invoice? | Xero sent it, he never opened it | xero",
        "How many deals are open? | Pipedrive says eighteen but four of those are dead | pipedrive",
        "How can I help? | the man on the telly said QuickBooks was down",
        "And what's on your screen? | a load of logos. HubSpot, a monkey",
        "Who referred you? | Colm from QuickBooks",
        "Are you based nearby? | outlook",
        "Which town is it in? | Clio, it's up from Flint",
        "Sorry, the software? | no dear, Clio Michigan",
        "Where do you keep the matters? | clio, and the firm's in Michigan | clio",
        "Can you hear me? | are we on Microsoft Teams or is this the telephone",
        "Could I ping you there? | on Microsoft Teams, we're on it all day | microsoft teams",
        "Shall I share a folder? | no links. our firewall kills every Google Drive and Dropbox link",
        "Would a link work? | a Dropbox link is fine | dropbox",
        "Hello? | this is Bogdan from a NetSuite implementation partner, who runs your finance",
        "Who set it up? | our NetSuite partner did | netsuite",
        "Is it a good time? | I'm outside the asana class, my phone should be off",
        "What's new? | did you see the Salesforce outage, half of Europe stood still",
        "What worries you? | the Salesforce outage cost us a day | salesforce",
        "Would you invoice from it? | if I ever get rich I'd get FreshBooks and a boat",
        "How was it? | it logged me out, it asks for a Google Workspace admin",
    ],
)
def test_what_the_day_runs_on_counts_and_what_a_screen_or_a_job_is_does_not(line):
    assert_heard(line)


@pytest.mark.parametrize(
    "line",
    [
        "How may I direct your call? | Hi, is that Intercom support?",
        "How may I direct your call? | my envelope is stuck. This is DocuSign, yeah?",
        "How may I direct your call? | the lease came through DocuSign, is that you",
        "How may I direct your call? | have I reached Salesforce?",
        "And so? | what they look at all day, this is Salesforce. | salesforce",
        "Who did you think you were calling? | PayPal! they've frozen my sister's account",
        "Any questions? | is it you or DocuSign that does the ad with the dog",
    ],
)
def test_who_was_meant_to_be_called_is_nobody_the_caller_uses(line):
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
        "Where do jobs live? | the shop opened, and runs off Asana | asana",
        "Anything else? | over to Slack | slack",
        "What should it save you? | I don't want to have to open HubSpot each time | hubspot",
        "Any finance systems? | our parent company uses SAP so we have to push everything into SAP too | sap",
        "Anything else? | and Notion's our wiki | notion",
        "Anything else? | Teams as well, for the alerts | microsoft teams",
        "How do you find out? | I'd love it to shout in our Slack | slack",
        "How are jobs planned? | on monday, the boards I mean | monday",
        "What's the archive? | we pay for Box, the blue one | box",
        "What happens at the counter? | it's a Square till | square",
        "Where do starters get set up? | that's all Workday, and nobody dares touch it | workday",
        "Google or Microsoft? | google, we pay for workspace | google workspace",
        "What's approved? | for files it's Box and nothing else | box",
        "What takes the money? | a Square | square",
        "What happens then? | I post a link in Teams | microsoft teams",
        "How do you share it? | over Teams, in the chat | microsoft teams",
        "Does it save back? | to Box, yes | box",
        "Is there a system where leads come in? | a board on Monday, one column for callbacks | monday",
        "What do you use for mail? | I'm locked in Outlook | outlook",
        "How did that one go out? | attached to an Outlook email | outlook",
        "How do you get paid? | clients pay my Stripe | stripe",
        "Any concerns? | only that I don't want to give up Stripe, everything's there | stripe",
        "Where does the handbook live? | in our Notion | notion",
        "So, two things? | does it do asana, does it do slack | asana, slack",
        "Where do your quotes come from? | printed out of Sage | sage",
        "Do you chat in Teams? | yep, all day long | microsoft teams",
        "Do you use Salesforce? | HubSpot for marketing, Salesforce for sales | hubspot, salesforce",
        "Do you use Dropbox? | Google Drive mostly, a bit of Dropbox | dropbox, google drive",
        "Where are your files located? | SharePoint mostly | sharepoint",
        "What do you use? | Xero, New York office is on QuickBooks | quickbooks, xero",
        "Any integrations? | not really, except QuickBooks | quickbooks",
        "What project tool do you use? | we use monday, friday reports come out of it | monday",
        "Which tools? | our techs keep saying ServiceTitan doesn't talk to anything | servicetitan",
        "Which tools? | she works from Notion, my assistant | notion",
        "What else? | put Slack next to it, the boys want a ping | slack",
        "What else do you run on? | Notion for everything | notion",
        "How do the lads talk? | by radio out there, ashore we've Slack | slack",
        "Where do your people live all day? | Outlook, always Outlook | outlook",
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
        "What brings you? | I just want to be square for my last bills",
        "What do you sell? | plants, they come out of the greenhouse",
        "What's out there? | that's our greenhouse, full of chilli",
        "What space do they have? | they set up a workspace in the barn",
        "Is this the garage? | you got him. bring it in Monday, I can't look at it before",
        "Where do leads come in? | They shout over the fence. Monday is the worst, everyone's had a weekend.",
        "Do you work from Microsoft Teams or Slack? | slack. the other teams in the building do what they like | slack",
        "And the portal? | our supplier's on SAP and they make us fill it in",
        "How's the app? | can't see it, there's sap all over the screen",
        "You teach yoga? | every class is one asana held for a very long time",
        "Is it a visit? | tenants put things in the drop box",
        "What do you use to track work, monday, Trello? | Mondays we track hangovers. No, nothing",
        "Anything from HR? | the letters we still make by copy paste, next to the BambooHR ones | bamboohr",
        "Goodness, stay cool. | three grand! I said what's it made of, copper?",
        "Do you use Monday for the projects? | Monday, Tuesday, whatever day it rains I do paperwork",
    ],
)
def test_an_everyday_word_is_no_product(line):
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
        "What do you use? | Jira. We just killed HubSpot, it cost us a car | jira",
        "What do you use? | Jira. We recently axed Notion, nobody wrote in it | jira",
        "What do you use? | Jira. Dynamics was struck by an addendum | jira",
        "Which tasks tool? | Asana, since we got rid of monday dot com | asana",
        "What's the current system? | it's zoho today but we've signed with hubspot, ink's dry | hubspot",
        "Where's the client list? | it was Excel, then Google Sheets. now Airtable | airtable",
        "Which accounting package? | Sage for the moment. we cut over to NetSuite on the first | netsuite",
        "So it's NetSuite? | that's it, Sage goes in the skip | netsuite",
        "What are you on? | nothing now. we had Asana, then Trello, threw em both out",
        "What do you use for accounts? | Sage at the minute but we're off it, QuickBooks goes in on the first | quickbooks",
        "Where would it land? | In NetSuite. It's Sage right now but that goes dark in a few weeks | netsuite",
        "Where would it land? | NetSuite, from spring. Sage today, but its days are numbered | netsuite",
        "What do you use? | Xero is where it lives and my accountant's going away Friday | xero",
        "QuickBooks for the accounts, was it? | nope. Xero, ever since the QuickBooks thing crashed on us | xero",
        "Should copies go to OneDrive? | Dropbox please, OneDrive eats things | dropbox",
        "OneDrive for files? | Dropbox, and OneDrive for HR | dropbox, onedrive",
        "What do you use? | everything from them except Zoho",
        "Are you leaving DocuSign? | not yet |  | docusign",
        "Are you coming from DocuSign? | no",
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
        "You left Asana, right? | we went back to it | asana",
        "What joins it up? | Power Automate, it was free | power automate",
        "And tools? | HubSpot has all of our customers, and the old printer that nobody liked, we threw it out. | hubspot",
        "What CRM? | they had Salesforce when I came here and we've still got it | salesforce",
        "What's the one thing? | if it can't write back to Salesforce we can save ourselves an hour | salesforce",
        "What would it talk to? | every policy change ends up in Salesforce. and we don't like it | salesforce",
        "What's the CRM? | HubSpot, but we don't trust it with money | hubspot",
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
        "And an ERP? | I suggested NetSuite once",
        "Where are they kept? | I pitched Dropbox, my partner won't have it, so Google Drive it stays | google drive",
        "Where are they kept? | Dropbox, my partner wouldn't have it any other way | dropbox",
        "Did the bank offer one? | QuickBooks, but we're not having it",
        "And tools? | A ledger. If my boss would move us to HubSpot, I'd weep for joy.",
        "How did you hear of us? | a talk on Shopify at the library",
        "Where did you see us? | a big poster between a HubSpot one and a perfume",
        "Would QuickBooks matter? | what's the difference between QuickBooks and a bank?",
        "Do you know the tools? | I did a Salesforce course once",
        "Like Trello? | I've no idea what a Trello is",
        "What's the hold music? | it's the same as Intuit's.",
        "Who decides? | they only like Teams this, SharePoint that",
        "What's in the till? | Square, Toast, I wouldn't know",
        "And your accountant? | he wants me on FreshBooks, he can whistle",
        "Where are the templates? | one off the internet, it had the DocuSign watermark across it",
        "Any CRM in the mix? | if the board ever had a rush of blood and bought Salesforce I'd leave",
        "Any questions? | not that I'd ever use it, but do you do ServiceTitan?",
        "Which CRM? | none. a chap from HubSpot rings me every week",
        "Any questions? | if I were to run, say, a big firm with SAP, would it be dearer?",
        "How was the demo? | ten minutes on Salesforce, which means nothing to me",
        "Where did you see our advert? | next to one for HubSpot",
        "What puts you off? | some HubSpot thing we had, and it was gone in a week",
        "What's your budget? | what does Salesforce cost? I've forty quid",
        "Shall we link your Dropbox? | what Dropbox",
        "Which CRM? | none. some lady from HubSpot came by",
        "Is there an ERP? | they keep saying SAP but they've been saying SAP since I had hair",
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
        "What else? | it'd be handy if Jira got a ticket | jira",
        "Would cards help? | if they went in our Stripe account | stripe",
        "What are they told? | they're meant to keep Salesforce up to date | salesforce",
        "How's the account? | I can't see where to hook up our Square | square",
        "What are you hoping it can plug into? | Mainly HubSpot | hubspot",
        "Anything that's a must have? | without Calendly talking to it I can't move | calendly",
        "Is it the Pipedrive integration you were looking at? | The very one. | pipedrive",
        "Any questions? | if I put names in a google sheet can it send one to each of them | google sheets",
        "Why now? | my boss said get something that works with Salesforce | salesforce",
        "And the requirements? | the board said use what's in Salesforce already | salesforce",
        "What do you need? | if it could ever talk to NetSuite I'd kiss you | netsuite",
        "And what do you want? | ours should be in Salesforce, not in his inbox | salesforce",
        "Who set it up? | someone from HubSpot, when we bought it | hubspot",
        "What's the budget? | well what does HubSpot cost us now, four hundred | hubspot",
        "Would you use our Zapier link? | God yes | zapier",
        "Would you use our Slack link? | no thanks",
        "I'll put it in our Salesforce, is that ok? | yes",
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
        "So you're on Salesforce and Slack, right? | Salesforce yes, Slack no | salesforce",
        "So you're on Salesforce and Slack, right? | Yes to Salesforce, no to Slack | salesforce",
        "And do you use Xero and HubSpot? | Xero no, HubSpot yes | hubspot",
        "And Slack? | Slack no, Zoom yes | ",
        "Say HubSpot, Salesforce, QuickBooks. | heard of the last one",
        "We do Slack, Salesforce and Google Drive. Any of those? | drive's the one. we don't have the other two | google drive",
        "Google Drive or Dropbox? | well we drive to the client. paper.",
        "So you're on HubSpot and Mailchimp? | first one yes, second one we dropped in June | hubspot",
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
        "And you compared us with Adobe Sign? | We did. They were out after the second call. |  | adobe sign",
        "What was it about Proposify that you didn't like? | i liked it! it was finance that pulled the plug |  | proposify",
        "How long have you been with DocuSign? | going on four years |  | docusign",
        "So what's wrong with PandaDoc and HelloSign? | price |  | hellosign",
        "So you use Slack? | and Trello, for the boards | slack, trello",
        "So is it Jira you use? | we live in it | jira",
        "What about the DocuSign contract you mentioned? | they charge per envelope, imagine |  | docusign",
        "Is it the price that's the problem with Proposify? | the price and the speed |  | proposify",
        "You've been with Adobe Sign for how long? | six years |  | adobe sign",
        "Salesforce? | that's him | salesforce",
        "Dynamics? | that one | microsoft dynamics",
        "Why not stay with Zoho Sign? | because it's slow and my customers don't trust it |  | zoho sign",
        "Our notes say you were with DocuSign at one time? | years back when I had the shop |  | docusign",
        "You're with DocuSign at present? | until the end of the year |  | docusign",
        "Do you use Xero? | don't we just | xero",
        "Do you use Xero? | if you say so | xero",
        "Do you use Xero? | take it as a yes | xero",
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
        "Was it a DocuSign problem? | it was a printer problem",
        "Salesforce, Zoho, Stripe, and plenty of others. | Right. I'd have to ask Hamid.",
        "Many agencies love us with Airtable. | mhm. and the logo, can I change that",
        "Lots of shops run it with Shopify. | uh huh",
        "Do you use Xero? | don't just assume that",
        "Do you use Xero? | not half as much as we should",
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
        "What tools? | jot down Asana and Google Sheets. no hang on, not Asana, Trello | google sheets, trello",
        "So it should connect to Google Drive? | Spot on, except it's OneDrive, not Google | onedrive",
        "So it should connect to Google Drive? | Yes, but OneDrive too | google drive, onedrive",
        "So it's HubSpot and Xero? | yes, but not Xero, QuickBooks | hubspot, quickbooks",
        "So Salesforce, Slack and that's all? | yes, except Slack is only for the drivers | salesforce, slack",
        "So you need Slack? | exactly, but Teams for the board | slack",
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


def test_a_tool_that_is_denied_when_asked_about_is_taken_back():
    signals = extract(
        [
            {"role": "assistant", "text": "What are the tools there?"},
            {"role": "user", "text": "everything goes through Salesforce and Slack"},
            {"role": "assistant", "text": "And do you use Salesforce on your side?"},
            {"role": "user", "text": "me? no, I wouldn't have it in the house"},
        ]
    )
    assert signals.integrations == ("slack",)


@pytest.mark.parametrize(
    ("told", "asked", "answered", "heard"),
    [
        ("it goes on a bit, Slack, Asana, Trello", "Any of interest?", "not a one", ()),
        ("Slack, Asana, Trello", "Any of those giving you trouble?", "Asana mostly", ("asana", "slack", "trello")),
        ("Qwilr or Proposify, with our HubSpot", "Which was it?", "Proposify, that was it", ("hubspot", "proposify")),
        ("Asana and Trello", "Which do you like best?", "Trello", ("asana", "trello")),
    ],
)
def test_of_what_was_told_only_what_is_theirs_is_left(told, asked, answered, heard):
    signals = extract(
        [
            {"role": "assistant", "text": "What tools are there?"},
            {"role": "user", "text": told},
            {"role": "assistant", "text": asked},
            {"role": "user", "text": answered},
        ]
    )
    assert signals.integrations + signals.competitors == heard


def test_of_more_than_four_hundred_names_in_one_breath_the_last_count():
    told = "we use slack and " + "hubspot and " * 398 + "xero"
    for more, heard in (("", ("hubspot", "slack", "xero")), (" and zoom and trello", ("hubspot", "trello", "xero"))):
        assert extract([{"role": "user", "text": told + more}]).integrations == heard
