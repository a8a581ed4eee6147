need-title = Needs
need-lead = What communities and institutions need, who has promised to help, what came and what is still open.
need-new = Write down a need
need-none-help = A need is written down as the institution says it: what, how many, by when. It can also state it itself, by a private link.
need-count = { $count ->
    [one] { $n } need
   *[other] { $n } needs
}
need-state = State
need-state-draft = draft
need-state-stated = stated
need-state-confirmed = confirmed by the office
need-state-partly-covered = partly covered
need-state-covered = covered
need-state-received = received
need-state-withdrawn = withdrawn
need-state-lapsed = lapsed
need-event = What was said
need-event-stated = stated
need-event-confirmed = confirmed by our office
need-event-renewed = still needed
need-event-withdrawn = not needed any more
need-event-lapsed = nobody answers
need-priority = Priority
need-priority-urgent = urgent
need-priority-high = high
need-priority-normal = normal
need-unit-piece = piece|pieces
need-unit-set = set|sets
need-unit-pack = pack|packs
need-unit-box = box|boxes
need-unit-kilogram = kilogram|kilograms
need-unit-tonne = tonne|tonnes
need-unit-litre = litre|litres
need-unit-metre = metre|metres
need-unit-square-metre = square metre|square metres
need-unit-service = service|services
need-unit-course = course|courses
need-tally = { $asked } asked, { $promised } promised, { $confirmed } confirmed: { $count ->
    [one] { $awaited } awaited
   *[other] { $awaited } awaited
}, { $open } still open
need-flag-over-promised = More is promised than was asked.
need-flag-over-delivered = More was brought than was asked.
need-flag-above-promise = More was brought on one of the promises than it said.
need-flag-short = The receiver counts less than was written down as brought.
need-flag-disputed = The receiver disagrees: one of the deliveries is disputed and not counted.
need-flag-over-confirmed = The receiver counts more than was written down as brought.
need-flag-far = The quantity or the sum is unusually large: check for zeros too many.
need-flag-fraction = The quantity is a fraction of what is counted in wholes.
need-urgent = Most urgent
need-urgent-lead = Urgent needs of which something is still open.
need-urgent-none = There are no urgent open needs now.
need-by = by { $day }
need-open-lines = open: { $lines }
need-lines = What is needed
need-no-lines-yet = No line yet. Add what is needed and how many.
need-estimated = estimated
need-promises = Promised
need-promise-withdrawn = promise taken back { $day }
need-promise-withdraw = Take the promise back
need-deliveries = Brought
need-unconfirmed = not confirmed by the receiver yet
need-confirmed = Confirmed
need-disputed = disputed
need-say-of-delivery = Confirm or dispute
need-came = How many came
need-dispute = I disagree, because
need-dispute-hint = Fill this in when it did not come or is not what was said. Then the quantity is not counted.
need-photo = Photo or act
need-photo-hint = JPEG, PNG, WebP or PDF, at most { $n } MB. We take the place out of photos.
need-add-promise = Write down a promise
need-promise-organisation = Who promises: an organisation of the register
need-promise-who = Or in words
need-add-delivery = Write down a delivery
need-on-promise = On which promise
need-no-promise = without a promise
need-delivery-who = Who brought it
need-delivery-withdraw = Written down by mistake: take it back
need-delivery-withdrawn = taken back { $day }
need-date = Date
need-note = Note
need-reason = Why
need-inside-hint = Seen only by the staff and by those whose need it is
need-history = What was said of it
need-no-events = This is a draft: nobody has stated the need yet.
need-say = Add what was said
need-who = Whose need
need-where = Where
need-for-whom = For whom
need-people = For how many people
need-people-hint = When they are fewer than ten, only the staff sees the number
need-people-count = { $count ->
    [one] { $n } person
   *[other] { $n } people
}
need-few = fewer than ten people
need-needed-by = Needed by
need-sector = Sector (DAC)
need-sector-hint = Begin a name, such as “health”, or write five digits, such as 12220
need-emergency = Emergency
need-emergency-hint = One word in Latin letters, such as covid-19-2020
need-heard = Last heard of
need-contact = Who knows more
need-contact-help = Contacts are seen by the staff and by those who keep the records of the institution or the hromada. They are encrypted and stand in no list, table or public page.
need-contact-closed = The contact does not open: the program runs with another key.
need-sheet = Sheet for a donor
need-sheet-reach = To help, write to:
need-sheet-of = As of { $day }
need-sheet-print = Print
need-offer = Can you help? Write to us:
need-not-public = not public
need-not-public-help = Seen by the staff and by those whose it is.
need-only-open = open only
need-only-renew = Shown are those not heard of for long.
need-as-hxl = CSV with HXL tags: each line a row
need-asked = Asked
need-promised = Promised
need-delivered = Brought
need-open = Open
need-column-place-id = Code of the place
need-column-adm1 = Oblast
need-column-adm2 = Raion
need-column-adm3 = Hromada
need-state-it = State the need
need-keep-draft = Keep as a draft
need-field-title-uk = Title in Ukrainian
need-field-title-hint = In short, what is needed and by whom: “Oxygen concentrators for the hospital”
need-field-title-en = Title in English
need-field-organisation = Whose need: the organisation
need-field-organisation-hint = An address from the list or the exact name. An organisation or a place is enough.
need-field-place = Place
need-field-place-hint = A KATOTTH code from the list or the exact name. Empty: where the organisation is.
need-field-spot = Where exactly: an address or a landmark
need-field-lines = Lines
need-field-lines-hint = One thing a row. Empty rows do not count; new ones come when you save.
need-field-item = What exactly
need-field-item-uk = What exactly, in Ukrainian
need-field-item-en = What exactly, in English
need-field-quantity = How many
need-field-unit = Counted in
need-field-cost = Estimated cost
need-field-currency = Currency
need-field-why = Why
need-field-why-uk = Why, in Ukrainian
need-field-why-hint = Two or three sentences. No names, no diagnoses.
need-field-why-en = Why, in English
need-field-whom-uk = For whom, in Ukrainian
need-field-whom-hint = Without names: “patients with COVID-19”, “pupils of two schools”
need-field-whom-en = For whom, in English
need-field-people = For how many people
need-field-needed-by = Needed by
need-field-sector = Sector
need-field-priority = Priority
need-field-emergency = Emergency
need-field-events = What was said
need-field-promises = Promises
need-field-deliveries = Deliveries
need-field-confirmations = Confirmations
need-field-cites = Sources
need-field-contact-name = Name
need-field-contact-phone = Phone
need-field-contact-rounds = You may write to this e-mail when needs are collected again
need-field-contact-rounds-hint = Without this we write about this need only
need-contact-rounds = May be written to when needs are collected again.
need-field-contact-mail = E-mail
need-whose = Say whose need this is: an organisation or a place
need-bad-people = The number of people is a whole number from 1: “{ $what }”
need-bad-emergency = Only Latin letters, digits and hyphens: “{ $what }”
need-bad-mail = “{ $what }” does not look like an e-mail address
need-item-needed = Say what exactly is needed
need-line-needed = Add at least one line: what is needed and how many
need-line-in-use = The line “{ $what }” was promised or brought already, so it cannot be taken away
need-bad-quantity = The quantity must be a number above zero and at most a billion
need-bad-quantity-help = “{ $what }” will not do: the quantity must be a number above zero and at most a billion, with at most three decimals.
need-bad-cost = The cost is a sum such as 120,000 or 99.50: “{ $what }”
need-bad-currency = There is no such currency; it is three Latin letters, such as UAH: “{ $what }”
need-event-does-not-follow = This cannot be written down now
need-event-does-not-follow-help = This cannot follow what was said last. Load the page again: somebody may have written the same.
need-event-order = The date is before the one before
need-event-order-help = { $what } is before the last event. Check the date.
need-date-ahead = This day has not come yet
need-date-ahead-help = { $what } lies ahead. Write the day on which it was said or received; by when it is needed stands in the need's form.
need-too-many-lines = Too many lines: at most { $what }. Make two needs of it.
need-too-much-said = Too many entries
need-too-much-said-help = One need holds at most { $what } entries of a kind. State the rest as a need of its own.
need-too-long = The text is too long
need-too-long-help = Shorten the remark or the reason to { $what } letters.
need-no-lines = Add lines first
need-no-lines-help = To state a need, say what is needed and how many.{ $what }
need-is-draft = This is still a draft
need-is-draft-help = State the need first, then write down promises and deliveries.{ $what }
need-is-withdrawn = The need is withdrawn
need-is-withdrawn-help = It is not needed any more. If it is needed again, state it once more.{ $what }
need-no-such-line = There is no such line
need-no-such-line-help = This need has no line { $what }. Load the page again.
need-no-such-promise = There is no such promise
need-no-such-promise-help = There is no promise { $what } on this line, or it was taken back. Load the page again.
need-no-such-delivery = There is no such delivery
need-no-such-delivery-help = There is no delivery { $what } on this line. Write how many came.
need-reason-needed = Nobody says why
need-reason-needed-help = Write the reason: it is seen by the staff and by those whose need it is.{ $what }
need-line-chosen = Which line is meant?
need-line-chosen-help = Choose a line of the need.{ $what }
need-event-needed = Nothing is chosen that was said of the need
need-event-needed-help = Choose in the field “What was said” what to write down.{ $what }
need-no-such-choice = There is no such choice
need-no-such-choice-help = “{ $what }” does not fit here. Load the page again and choose from the list.
need-promise-nobody = Who promises?
need-promise-nobody-help = Name an organisation of the register or say it in words.{ $what }
need-promise-unknown = There is no such record
need-promise-unknown-help = “{ $what }” was not found. Take an address from the list, or say it in words in the field beside.
need-confirmed-meanwhile = While you wrote, something else was said of this line
need-confirmed-meanwhile-help = While you wrote, somebody else has already written down what came on this line. Below is what stands there now: check it, and if yours is not there, send it again.{ $what }
need-confirm-or-dispute = How many came?
need-confirm-or-dispute-help = Write how many came, or why you disagree.{ $what }
need-bad-file = Such a file is not taken
need-bad-file-help = “{ $what }” was not taken: it must be a real JPEG, PNG or WebP photo or a PDF document.
need-bad-days = For how many days is the link?
need-bad-days-help = From 1 to 400 days; written was “{ $what }”.
need-publish-draft = State the need first
need-publish-draft-help = A draft is not shown: nobody has said yet that this is needed.{ $what }
need-links = Private links
need-links-help = By a link an institution without an account states needs, renews them and confirms deliveries. Give it only to who answers for that.
need-purpose-state = state needs
need-purpose-confirm = confirm deliveries
need-purpose-renew = say that it is still needed
need-link-wide = all needs of the organisation
need-link-narrow = this need only
need-link-is-revoked = taken back
need-link-is-expired = expired
need-link-until = Works until { $day }.
need-link-revoke = Take the link back
need-link-make = Make a link
need-link-for = For what
need-link-reach = On what
need-link-days = For how many days
need-link-made = The link is ready
need-link-made-help = Copy it now: it cannot be seen anywhere again. Whoever has the link acts for the institution, so do not publish it.
need-link-not-whole = The office's settings do not say its address on the net: put before it the address at which the register opens.
need-link-address = Link
need-link-title = Your needs
need-link-new = State a new need
need-link-go-on = Go on with the draft
need-link-none = There are no needs here yet. State the first: what is needed and how many.
need-link-done = Saved. Thank you!
need-link-still = Nothing was heard of this need for long. Is it still needed?
need-link-renew = Yes, still needed
need-link-keep = Keep this page and send it to nobody.
need-link-back = To all needs
need-link-saved = The draft is kept. You can come back to it by this same link.
need-link-cost = Estimated cost in hryvnias, if you know
need-link-typed = Last time you began to write and did not send it. What you wrote is still on this device.
need-link-typed-back = Bring it back
need-link-typed-forget = Forget it
need-link-begun = A draft that is not sent yet:
need-link-state-until = Something new may be stated until the end of { $day }.
need-link-over = This collection round is closed, so no new need can be stated by this link. What you stated is below. If you need something else, write to us:
need-link-nothing-after = You have stated needs, so it cannot be said that nothing is needed. If one is not needed any more, open it and say so there.
need-link-correct = Correct it
need-link-wrote = What you wrote
need-link-withdraw = Not needed any more
need-link-reason-help = Write why it is not needed any more: “we bought it ourselves”, “another partner brought it”.
need-link-no-correction = It cannot be corrected any more
need-link-no-correction-help = The need is confirmed, or somebody has answered it, so it cannot be corrected by the link. Write to us what has changed.
need-link-changed = While you were writing, the need was changed. Look through all of it again and send it.
need-link-item = Line
need-link-by-hint = Such as 31.12.2020 or 2020-12
need-link-send = Send
need-link-draft = Keep as a draft, add rows
need-link-confirm = Send
need-link-came = It came
need-link-from = From whom
need-link-partner = a partner
need-link-unknown = This link does not work
need-link-unknown-help = Perhaps it was not copied whole. Check whether the whole address is there.
need-link-expired = The time of this link is over
need-link-expired-help = Links work for a limited time, so that nobody else can use them.
need-link-revoked = This link was taken back
need-link-revoked-help = The office that gave it has closed it.
need-link-another = To get a new one, turn to the office that keeps the register.
need-desk-confirm = Needs to confirm
need-desk-renew = Ask whether still needed
need-desk-urgent = Urgent and open
need-field-round = Collection round
need-field-nothing-at = Nothing is needed
need-events = What is said of a need
need-confirmations = What the receiver says of a delivery
need-photo-kept = We have the file “{ $name }” already: no need to send it again.
need-link-seen = First opened { $day }.
need-link-nothing = We need nothing
need-link-nothing-said = You answered { $day }: nothing is needed. If that has changed, simply state a need.
need-link-closed = This collection of needs is over
need-link-closed-help = No new need can be stated by this link: the round is over. What you stated is still seen on the first page of the link. If you need something else, tell the office, and it writes it down.
need-letter-somebody = A partner
need-letter-confirmed-subject = Your need is confirmed: { $title }
need-letter-confirmed =
    The office has looked into the need “{ $title }” and confirmed it. We are now looking for who could help, and will write to you as soon as somebody promises.

    If the need changes or is gone, let us know.
need-letter-promised-subject = Help is promised: { $title }
need-letter-promised =
    There is a promise for the need “{ $title }”.

    Who: { $who }
    What: { $item }, { $quantity }
    Promised on: { $day }

    When the help arrives, count it and confirm it by your private link, or let us know: only what the receiver confirms counts as received.
need-letter-renewal-subject = Still needed: { $title }?
need-letter-renewal =
    Nothing was heard of the need “{ $title }” since { $heard }. Does it still hold?

    Open the private link to say in one step that it is still needed, or to write down what has come:

    { $link }

    The link is for you alone: whoever has it speaks in your name. Without an answer the need counts as lapsed from { $lapses }, and is no longer shown to those who could help.
need-letter-last-subject = The need lapses on { $lapses }: { $title }
need-letter-last =
    The need “{ $title }” lapses on { $lapses }: nothing was heard of it since { $heard }. After that it is not shown to those who could help.

    If it still holds, open the private link and say so in one step:

    { $link }

    The link is for you alone: whoever has it speaks in your name. If it is no longer needed, do nothing.
need-only-word = Shown are those for which something was brought and not confirmed yet.
need-only-promised = Shown are those for which something promised has not come yet.
need-helper = Who helps
