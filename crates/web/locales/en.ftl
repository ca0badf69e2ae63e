# The words of the pages in English. zh-Hans.ftl is authoritative; both files have the same messages
# and arguments, which a test holds.

# around every page
xiezhi = Xiezhi
skip = Skip to the main text
choices = Language and display
nav = Navigation
nav-home = Home
nav-services = Services
nav-follow = My files
nav-check = Check a paper
nav-sign-in = Sign in
nav-work = Workbench
nav-today = Today
sign-out = Sign out
size-large = Larger text
size-normal = Normal text
theme-dark = Dark
theme-light = Light
demo-tag = Fictional city
demo-says = The people, cases and papers here are all invented.
demo-people = Sign-ins
demo-mail = Mail that would be sent
foot-authoritative = Where law and papers are concerned, the Chinese text is the authoritative one.
foot-looks = Every look at personal data is recorded, and the person concerned can see it.
back = Back
back-to-file = Back to the file
print = Print
yes = Yes
no = No
page-next = Next page
page-back = Previous page
pages = Pages

# grounds, reasons, values
basis-choice = The law is silent; what was chosen: { $why }
basis-unverified = (source not yet verified)
strength-block = Not allowed
strength-hold = On hold
strength-warn = Take care
lift-by = May be lifted by { $who }.
lift-nobody = Nobody may lift this.
lift-do = Lift it, with reasons
lift-title = Lift the hold
why-not = Why not?
value-none = not given
value-masked = masked

# clocks
clock-running = running
clock-soon = due soon
clock-today = due today
clock-overdue = overdue
clock-met = done in time
clock-met-late = done late
clock-stopped = stopped
clock-asleep = not applying now
clock-ended = ended
clock-over = over
clock-no-day = no date
clock-binds = binds { $who }
clock-provisional = provisional until the holiday notice is out
clock-why = Why this day?
clock-count = The count, day by day
clock-lenient = The law can be read in two ways; you may rely on the later day, { $day }.
count-day = Day
count-kind = Kind
days-left = { $n ->
    [one] { $n } day left
    *[other] { $n } days left
}
days-over = { $n ->
    [one] { $n } day over
    *[other] { $n } days over
}

# approvals
step-waiting = waiting
step-now = now
step-done = done
step-returned = returned

# forms
optional = (optional)
choose = Choose
error-word = Error:
faults-title = Some answers need to be put right
citation-instrument = Instrument
citation-article = Article
upload-drag = Drag files here, or choose them.
upload-camera = Take a picture
upload-takes = Takes { $kinds }, each up to { $most }.
upload-sending = Sending
upload-done = Taken
upload-failed = It did not go through. Try again
upload-too-large = Larger than { $most }, so it was not sent
upload-remove = Remove
warning-confirm = I have read this and go on
warning-missing = Confirm that you have read this.
warning-missing-in = Confirm: { $says }
changed-title = Something has changed since you opened this page
changed-kept = Everything you typed is kept. Check it and send it again.

# portal: home
cities-title = Choose a city
cities-lead = Each bureau's services are on its own city's pages.
home-services = What you can do here
home-road = Which road is open to you?
home-have = If you have already applied
home-follow = Follow my file
home-follow-says = where it stands, papers, what is next
home-code = Use a code
home-code-says = from a receipt or an invitation
home-check = Check a paper
home-check-says = compare it with what was issued
card-title = How to reach us
card-open = Open now
card-closed = Closed now
card-phone = Telephone
card-address = Address
card-hours = Office hours

# portal: guide and road
guide-contents = Contents
guide-who = Who may apply
guide-conditions = Conditions
guide-materials = What to hand in
guide-steps = Steps
guide-limits = Time limits
guide-cost = Cost
guide-remedies = Remedies
guide-draft = Go on with the application you saved
guide-road = See which road is open
guide-road-says = A few questions, no name asked: reconsideration, court, disclosure or petition?
guide-start = Fill in the application
guide-start-says = No account needed: a name and a way to reach you.
limit-name = Limit
limit-length = How long
limit-from = Counted from
limit-binds = Binds
item-must = always
road-title = Which road is open
road-step = Question { $n }
road-as-of = As of { $day }
road-keeps-nothing = These answers are not kept.
road-no-advice = This says which roads the law opens; it is no legal advice. If in doubt, call us or come to the counter.
road-choose = Choose one.
road-give-date = Give the date, for example 2026-01-15.
road-go-on = Continue
road-until = Until when
road-next = What to do
road-start = Begin the application
road-guide = Read the guide
road-again = Answer again
road-others = Other roads
road-answers = What you answered
step-of = Step { $n } of { $of }

# portal: applying
apply-whole = The application
apply-chinese = The application is written in Chinese, and so are the papers that answer it. The questions are in English; please answer in Chinese.
apply-way-whole = Fill in everything on one page
apply-way-steps = One question a page
draft-saved = Your draft was saved on { $at }.
draft-until = It is kept until { $day }.
draft-link = Address of the draft
check-answers = Check your answers before you send
check-follows = Once it is sent
answer-change = Change
receipt = Receipt
receipt-title = Your application has been received
receipt-at = Received at
receipt-counts = Counts in law from
receipt-deemed = { $then } ({ $day })
receipt-code = The code for your file
receipt-code-says = With this code you can follow the file and receive papers at any time. It is shown this once: write it down or take a picture.
receipt-next = What happens next
receipt-follow = Follow my file
receipt-paper = Download the receipt
receipt-answers = What you sent

# portal: my file
my-files-none = There is no file here that you may see.
my-role = as { $role }
my-stands = Where it stands
my-since = since { $day }
my-may = What you may do now
my-may-nothing = There is nothing for you to do at the moment.
my-may-not = What you may not do now
file-unnumbered = not numbered yet
timeline = What has happened
entry-by-law = by operation of law
entry-recorded = recorded { $at }
entry-amended-by = put right by entry { $n }
entry-amends = puts entry { $n } right
entry-amend = Put right
inbox = Papers for you
inbox-empty = There are no papers yet.
inbox-new = new
inbox-unread = { $n ->
    [one] { $n } new paper
    *[other] { $n } new papers
}
inbox-served = served on { $day }
inbox-confirm = Confirm that you have it
inbox-e-yes = You agreed to electronic service: a paper counts as served on the day it reaches this page.
inbox-e-no = You have not agreed to electronic service: papers reach you on paper.
inbox-e-change = Change this
parties = Who takes part
parties-invite = Invite a party or an agent
party-acts-for = for
party-e-yes = agreed to electronic service
party-e-no = served on paper
party-open = Show
looks = Who looked
looks-none = Nobody has looked yet.
look-who = Who
look-at = When
look-what = What

# sign-in and code
sign-in-title = Sign in
sign-in-says = For officers, for administrative organs, and for parties with an account. You need none to apply.
sign-in-login = Account
sign-in-password = Password
setup-title = First sign-in
setup-says = Choose your password with the code that you were given. It works once, within three days.
setup-code = Code
setup-password = New password, ten characters or more
setup-go = Set the password and sign in
code-title = Use a code
code-says = Type the code on your receipt or invitation to open your file.

# checking a paper
check-title = Check a paper
check-says = Type the check code on the paper to see what was issued under it, and compare that with the paper in your hand.
check-unknown = Nothing was issued under this code. Check that it is typed as printed; if it is, call the bureau.
check-compare = This is what was issued under the code. Compare each line with the paper in your hand; if one differs, do not rely on the paper.
check-organ = Organ
check-number = Number
check-date = Date
check-paper-title = Title
check-holding = Holding
check-another = Check another paper
compare-title = Compare a file
compare-says = The file is not sent anywhere: your browser compares it.
compare-choose = Choose the PDF or the picture, or drag it here
compare-reading = Reading the file
compare-same = The same, byte for byte, as what was issued: { $version }.
compare-other = Not the same as the recorded file. Scanning, saving anew or forwarding can change a file; go by the lines above.

# workbench: today and lists
today-title = What must I do today?
today-nothing = There is nothing to do.
task-no-day = no day
keys = Keys: j next, k previous, Enter opens
filter-go = Filter
filter-any = any
filter-to = { $name }: until
filter-remove = Remove the filter
register-search = Number
register-total = { $n ->
    [one] { $n } file
    *[other] { $n } files
}
register-nothing = No file fits.
approval = Approval
approvals = Approvals
approvals-none = Nothing waits for your approval.
approval-asked = asked on { $at }
approval-decide = Your decision

# workbench: file
file-state = State
file-opened = Opened
file-may = What may be done now
file-may-nothing = There is nothing that you may do now.
file-may-not = What may not be done now
file-clocks = Clocks
clocks-none = There are no clocks.
file-papers = Papers
papers-none = There are no papers yet.
file-facts = On file
offer-by = by { $day }
offer-approve = approved by { $who }
offer-warn = { $n ->
    [one] { $n } thing to note
    *[other] { $n } things to note
}
pending = waiting for approval
pending-see = See
pending-take-back = Take back
proposal-confirm = Do it
proposal-dismiss = Dismiss
served-on = served on { $day }
serve-do = Record the service
serve-open = to be served
paper-draft = Draft, not issued
paper-seal = (seal)
paper-seal-do = Record the sealed scan
paper-seal-title = Sealed scan
paper-seal-says = Print it, have it sealed, scan it. The scan is recorded by its hash and is the original that is served.
paper-get = Download
paper-check = Check code
act-basis = Ground
act-chain = Approval
act-papers = Papers issued
act-previews = Papers that would be issued
act-previews-say = Nothing has been put up yet. Number, date of issue and check code come with the approval.
act-preview = Preview the papers
act-clocks = Clocks
act-refused = This may not be done now
service-title = Record a service
service-paper = Paper
service-to = To
service-mode = Mode of service
service-counts = The day that counts
service-proof = Proof
service-choose = Choose a mode of service.
service-starts = Begins with the service
intake-title = Intake: { $matter }
intake-channel = How it came in
intake-duplicates = This may be the same case
intake-recent = Registered just now
intake-recent-none = Nothing registered today.
intake-receipt = Print the receipt
invite-open = not used yet
invite-over = no longer good
invite-used = used on { $at }
invite-title = Invite
invite-code = The code, shown this once
invite-code-says = Give it to the person: by hand, post or telephone.
invite-rows = Invited
invite-none = Nobody has been invited.
invite-until = good until { $day }
invite-withdraw = Withdraw
amend-title = Put an entry right
amend-says = The entry is not removed: it is struck through and stays. Clocks and tasks are counted again, and each act that rested on it is listed for a named officer to confirm or annul.
amend-entry = The mistaken entry
amend-rests = What rests on it
holidays-make-up-days = Make-up working days
holidays-title = Holiday notices
holidays-says = Once a new notice is used, every open due date is counted again; each shift is recorded in its file and its officer is told.
holidays-faults = The notice has mistakes and was not used
holidays-report = The new notice is in use
holidays-counted = { $n ->
    [one] { $n } due date was counted again.
    *[other] { $n } due dates were counted again.
}
holidays-moved = { $n ->
    [one] { $n } moved.
    *[other] { $n } moved.
}
holidays-off = { $n ->
    [one] { $n } day off
    *[other] { $n } days off
}
holidays-make-up = { $n ->
    [one] { $n } make-up workday
    *[other] { $n } make-up workdays
}
shift-file = File
shift-limit = Limit
shift-from = Was due
shift-to = Is due
shift-told = Told

# demo
mail-title = Mail that would be sent
mail-says = The fictional city sends nothing out. What it would have sent is here.
mail-none = There is no mail yet.
people-title = Sign-ins of the fictional city
people-says = Sign in as any of these people and see what each of them does.
people-who = Who
people-try = Try this

# faults: what happened, why, what to do
error-typed = What you typed
error-again = Open it again
error-home = To the home page
fault-unreadable-what = This request could not be read
fault-unreadable-why = The address or the form is incomplete.
fault-unreadable-do = Go back and send it again.
fault-sign-in-what = Sign in first
fault-sign-in-why = This page is for people who are signed in, or your sign-in has ended.
fault-sign-in-do = After signing in you come back here.
fault-forged-what = This form cannot be taken
fault-forged-why = It was not sent from a current page of this site, or the page was open for too long.
fault-forged-do = Open the page again and send it once more.
fault-forbidden-what = You may not do this
fault-forbidden-why = Your post or role does not include it.
fault-forbidden-do = If you think this is wrong, ask your administrator or call the bureau.
fault-not-found-what = There is no such page
fault-not-found-why = The address is wrong, or it is not yours to see.
fault-not-found-do = Check the address, or start from the home page.
fault-method-what = This address does not work that way
fault-method-why = A form is sent from its own page.
fault-method-do = Start from the home page.
fault-stale-what = Somebody else acted first, so yours was not recorded
fault-stale-why = The file has changed since you opened this page.
fault-stale-do = What you typed is below. Look at the changes and decide whether to send it again.
fault-too-large-what = That is too large
fault-too-large-why = At most { $most } is taken at once.
fault-too-large-do = Send it in parts, or scan at a lower resolution.
fault-wrong-kind-what = This kind of file is not taken
fault-wrong-kind-why = Its content is not what its name says, or not of a kind that is taken.
fault-wrong-kind-do = Turn it into PDF, JPEG or PNG and send it again.
fault-unprocessable-what = This was not recorded
fault-unprocessable-why = The answers contradict each other.
fault-unprocessable-do = Go back, put it right and send it again.
fault-too-many-what = Wait a moment
fault-too-many-why = { $n ->
    [one] That was too often in a short time. It goes on in { $n } second.
    *[other] That was too often in a short time. It goes on in { $n } seconds.
}
fault-too-many-do = Try again then; there is no need to reload.
fault-internal-what = Something went wrong on our side
fault-internal-why = The number of the fault is { $number }. It was nothing you did.
fault-internal-do = Try again. If it stays, tell the bureau the number.
fault-unavailable-what = Nothing can be recorded at the moment
fault-unavailable-why = The store cannot be reached. What was not recorded does not count as received.
fault-unavailable-do = Keep this page and send it again in a few minutes.

# shared by handlers
colon = :
record = Record
erased = erased
save-and-go-on = Save and go on
save-for-later = Save and come back later
send-application = Send the application
put-up = Put up for approval
field-why = Reasons
leads-to = Leads to: { $state }
lift-why = Reasons for lifting: { $says }
nav-intake = Intake
home-about = Here you can read what a service is, apply, follow your file and receive papers.
card-until = today until { $time }
card-opens-today = opens today at { $time }
card-opens = opens { $day } at { $time }
begin-no-account = You need no account: a name and a way to reach you.
begin-kept = What you fill in is kept as you go; you can come back later.
begin-papers = Papers can be photographed with a phone.
begin-road = Not sure that this is the right road?
begin-go = Begin
draft-kept = Saved
draft-code = The code for going on with another device: { $code }
receipt-counts-why = the day it was posted or received counts
receipt-next-1 = We look through what you sent. If something is missing, you are told once, of everything.
receipt-next-2 = Each step appears in your file, with its time limit and its article.
receipt-next-3 = Papers are served on you, and you can read them in your file.
kinds-document = PDF, JPEG or PNG
kinds-photo = JPEG or PNG
upload-empty = It is empty.
upload-kind = Not a kind that is taken: turn it into PDF, JPEG or PNG.
upload-mislabelled = Its name says { $said }, its content is { $found }. Check that it is the right file.
upload-too-many = { $n ->
    [one] At most { $n } file can be attached.
    *[other] At most { $n } files can be attached.
}
form-about = Which earlier entry is meant
form-for-party = For which party it is recorded
form-signed = Who signs with you
form-signed-says = { $n ->
    [one] { $n } person must sign, you among them.
    *[other] { $n } persons must sign, you among them.
}
form-add = Add another
form-further = Further questions
form-fold-none = open only if there is one
form-only-if = Only where “{ $field }” is { $values }:
form-private = Seen by those who work on the case only, and every look is recorded.
kind-person = A person
kind-organisation = An organisation
kind-office = An administrative organ
kind-any = Anybody
party-kind = A person or an organisation?
party-name = Name
party-who = The { $role } is
party-myself = me
party-my-organisation = an organisation that I head, or represent by law
party-other-person = another person, for whom I act
party-other-organisation = another organisation, for which I act
party-add = Add another: { $role }
party-me = you

# what is wrong with an answer, and what to do
missing-required = Answer this question.
missing-kind = This is not the kind of answer asked for. Follow the hint.
missing-option = Choose one of those listed.
missing-range = Give a number from { $least } to { $most }.
missing-too-long = Too long: at most { $most } characters. Shorten it, or attach the details.
missing-long = Too long. Attach the details as a document.
missing-check-digit = The identity number is mistyped: its check digit does not fit. Compare it with the card.
missing-not-asked = This is not asked now. Leave it empty.
missing-future = This date is after today. Give the day on which it happened, for example 2026-01-15.
missing-at-least = { $n ->
    [one] At least { $n } is needed.
    *[other] At least { $n } are needed.
}
missing-at-most = { $n ->
    [one] At most { $n } is possible.
    *[other] At most { $n } are possible.
}
missing-signatures = { $n ->
    [one] { $n } person must sign, you among them.
    *[other] { $n } persons must sign, you among them. Choose who signs with you.
}
missing-about = Say which earlier entry is meant.
missing-for-party = Say for which party it is recorded.
missing-no-act = There is no such act. Go back to the file and choose again.
missing-not-here = There is no such thing in this file. Choose again.
missing-name = Give the name.
missing-integer = Give a whole number, for example 15.
missing-number = Give a number, for example 12.5.
missing-money = Give a sum in yuan, for example 20000 or 350.50.
missing-yes-no = Choose yes or no.
missing-date = This is not a date. Write year-month-day, for example 2026-01-15.
missing-time = This is not a time. Give day, hour and minute, for example 2026-01-15 09:30.

# coming in
sign-in-other = Use the code of a receipt or an invitation
enter-wrong = The account or the password is wrong. Check both and try again.
enter-wrong-code = There is no such code. Compare it with the receipt or the invitation, letters and digits.
enter-locked = Too many failed attempts: you can try again after { $until }. If the password is forgotten, ask your administrator.
enter-expired = The code ran out on { $on }. Ask the officer in charge for a new one.
enter-used = The code has been used. If that was not you, call the bureau.
enter-taken = This account name is taken. Choose another.
enter-weak = { $n ->
    [one] A password has at least { $n } character.
    *[other] A password has at least { $n } characters. Choose a longer one.
}
enter-too-often = { $n ->
    [one] Too often: try again in { $n } second.
    *[other] Too often: try again in { $n } seconds.
}
code-field = Code
code-hint = Printed on the receipt or the invitation: letters and digits.
code-go = Open the file
code-other = Sign in with an account
invited-title = Join a file
invited-as = You are invited as: { $role }
invited-says = Once you have joined, you see and do what the law lets you see and do.
invited-join = Join
check-code = Check code
check-code-hint = Printed beside the QR code of the paper.
check-go = Look up
mail-open = Open

# the desk, by handlers
group-overdue = Overdue
group-due-today = Due today
group-week = Due within seven days
group-later = Due later
group-undated = Without a day
count-overdue = overdue
count-today = due today
count-week = within seven days
count-approvals = to approve
day-work = a working day
day-rest = a day off
task-kind = Kind
task-why = Why it is here
task-limit = By a limit
task-approve = Approve
task-confirm = Proposed
task-seal = Seal
task-serve = Serve
task-returned = Returned
task-question = To confirm
task-assign = To assign
task-other = Other
register-of = Register: { $matter }
register-opened = Opened
register-due = Due
file-version = { $n ->
    [one] version { $n }
    *[other] version { $n }
}
do-assign = Assign
do-note = Write a note
note-says = A note stays in the file; parties do not see it.
note-text = Note
assign-seat = Who takes which seat
assign-instead = In place of
assign-nobody = nobody
dismiss-title = Dismiss: { $act }
question-of = Confirm or annul: { $act }
question-says = This was done on { $day } on the strength of an entry that was put right since. Say whether it stands.
question-answer = Answer
question-stands = It stands
question-annul = Annul it
entry-words = Words
entry-documents = Documents
paper-to-number = to be issued and numbered
paper-issued = being made
paper-to-seal = to be sealed
paper-to-serve = to be served
paper-done = done
paper-original = sealed
paper-seal-none = Choose the sealed scan.
approval-decision = Decision
approval-approve = Approve
approval-return = Return
approval-delegate = Let a colleague decide
approval-delegate-to = To whom
approval-delegate-if = Only where a colleague is to decide:
approval-why-hint = Needed to return it or to let a colleague decide.
approval-needs-why = Give the reasons for returning or delegating it.
approval-send = Send
amend-what = What should it have said
amend-date = The day was another
amend-drop = The entry should not be there
amend-on = The right day
amend-on-if = Only where the day was another:
amend-second = A second officer confirms
amend-second-login = Account of the second
amend-second-password = Password of the second
amend-second-wrong = The second sign-in is wrong, or may not confirm this.
amend-go = Put it right
invite-whom = Whom to invite
invite-new = somebody new: { $role }
invite-go = Make a code
service-taken-by = Taken by
service-reasons = Reasons and steps taken
mode-direct = Direct service
mode-direct-on = Day signed
mode-direct-counts = the day signed on the receipt of service
mode-direct-proof = the signed receipt of service
mode-leaving = Leaving the paper
mode-leaving-on = Day it was left
mode-leaving-counts = the day it was left
mode-leaving-proof = the receipt signed by witnesses, or pictures of the act
mode-electronic = Electronic service
mode-electronic-on = Day it arrived
mode-electronic-counts = the day it reached the system of the recipient
mode-electronic-proof = the record of consent and the confirmed address
mode-post = By post, or entrusted
mode-post-on = Day on the return receipt
mode-post-counts = the day of receipt on the return receipt
mode-post-proof = the return receipt
mode-relay = Through another body
mode-relay-on = Day signed
mode-relay-counts = the day signed on the receipt of service
mode-relay-proof = the receipt that the relaying body sent back
mode-announcement = By announcement
mode-announcement-on = Day of the announcement
mode-announcement-counts = when thirty days have passed since the announcement
mode-announcement-proof = the announcement, and the record that no other mode was possible
intake-go = Register and issue the receipt
holidays-file = File of the notice
holidays-file-hint = A TOML file; docs/calendar.md has its format.
holidays-second = A second administrator confirms
holidays-none = Choose the file of the notice.
holidays-go = Check and use it
account-posts = Posts
account-active = State
account-new = A new officer
account-new-office = An account for an organ
account-name = Name
account-login-hint = Three to sixty-four characters without spaces, for example li.ming
account-email = E-mail
account-office = Office
account-for-office = Which organ
account-first-post = Post
account-first-post-hint = Held from today in that office; posts can be added and ended later.
account-administrator = Looks after accounts and holidays
account-administrator-hint = May add people, give posts, lock accounts and load holiday notices.
account-make = Add
account-code-follows = A code is shown afterwards. With it the person chooses the password, which nobody else knows.
account-code = The code, shown this once
account-code-says = Give it to the person. It is good for three days and works once, at { $address }
account-post-in = { $post } ({ $office })
account-no-post = no post
account-is-open = may sign in
account-is-locked = locked
account-post-now = holds it now
account-post-lasts = to this day
account-last-day = Last day
account-end-post = End the post
account-give-post = Give a post
account-give-post-do = Give it
account-post = Post
account-office-of-post = In which office
account-from = First day
account-until = Last day (leave empty if there is none)
account-reset = Password
account-reset-says = The password is taken away, all sessions end, and a code is made with which the person chooses another.
account-reset-do = Take the password away, make a code
account-lock = Lock
account-lock-says = A locked account can't sign in, and its sessions end; posts and records stay.
account-lock-do = Lock the account
account-unlock-do = Unlock the account
account-own = This account is your own: you can't lock it. Ask another administrator.
accounts-officers = Officers
accounts-offices = Organs that take part in files
accounts-offices-none = No organ has an account yet.
unfit-name = Give the name; the officer must be known here.
unfit-office = There is no such office. Choose one of those listed.
unfit-post = There is no such post. Choose one of those listed.
unfit-day = This is not a date. Write year-month-day, for example 2026-01-15.
unfit-until = The last day can't be before the first, nor after the last day already set.
unfit-held = This post is held there at that time already. End that first, or change the days.
accounts = Accounts
fault-refused-what = This may not be done now
fault-refused-why = The law does not allow it, for the reasons below.
fault-refused-do = Go back to the file and see what may be done.
holidays-version = { $n ->
    [one] version { $n }
    *[other] version { $n }
}
enter-login = An account name has 3 to 64 characters without spaces.

# a paper to be numbered, and what is masked
issue-title = Issue and number: { $name }
issue-says = The law or a party brought about “{ $name }” on { $day }; it has no number yet.
issue-number-says = With its number the paper is made and does not change any more; then it is sealed and served.
issue-seal-says = Seal: { $seal }.
issue-do = Issue and number it
task-issue = Number
reveal-link = Show what is masked
reveal-title = What is masked
reveal-title-of = What is masked: { $role }
reveal-says = Who looks, when and why is recorded first; the person concerned can read that record.
reveal-why = Reason for looking
reveal-why-hint = For example: comparing the identity card; the address for service by post
reveal-why-missing = Give the reason for looking.
reveal-do = Record it and show
reveal-recorded = This look was recorded on { $at }.
reveal-none = Nothing is masked.

# the clock of a demonstration
clock-title = The clock of the demonstration
clock-says = The clock only moves on. Limits that run out on the way, what the law then does, and notices follow at once.
clock-to = To which day (at 9:00)
clock-go = Move it on
clock-next-day = Next day ({ $day })
clock-next-week = In a week ({ $day })
clock-next-month = In thirty days ({ $day })
clock-only-on = The clock only moves on: it shows { $now }.

# figures
statistics-of = Figures: { $matter }
statistics-all = All figures
statistics-period = Period
statistics-unfinished = not over yet: counted until today
statistics-none = This matter has no figures.
period-month = Month
period-quarter = Quarter
period-half-year = Half-year
period-year = Year
period-back = Earlier
period-next = Later
figure = Figure
figure-of = { $name } ({ $kind })
figure-mean = mean
figure-median = median
figure-p90 = 90th percentile
figure-none = –
figure-none-here = Nothing in these periods.
figure-few = too few to show
figure-unsaid = Not said
figure-change = Change
figure-year-change = On the year
figure-trend = Last eight periods
figure-size = Size
list-between = ,{" "}
register-figure = Files behind the figure: { $figure } · { $period }
figures = Figures
register = Register

fault-misread-what = A value can't be read
fault-misread-why = It is not of the type that this field asks for.
fault-misread-do = Send it again as the description of the interface says.
fault-key-what = There is no idempotency key
fault-key-why = A request that writes carries an Idempotency-Key, so that a repeat does not act twice.
fault-key-do = Make a random key for each wish, and use the same one when you try again.
fault-other-wish-what = This idempotency key was used for something else
fault-other-wish-why = What came first under this Idempotency-Key was not the same.
fault-other-wish-do = Use a new key for a new wish.
fault-seen-what = It is not said on which state of the file this rests
fault-seen-why = An act carries If-Match with the ETag that came with the file.
fault-seen-do = Read the file first, then act.
fault-moved-what = The file has moved on, so this was not recorded
fault-moved-why = Something was recorded in the file after the state that If-Match names.
fault-moved-do = Look at the changes and decide whether to send it again.
missing-json = This must be { $kind }.
