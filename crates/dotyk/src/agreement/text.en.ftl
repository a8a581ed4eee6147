agreement-title = Agreements
agreement-lead = Memoranda, cooperation agreements, grant contracts: who is a party, who has signed and who has not, until when it holds and what comes in its place.
agreement-new = Add an agreement
agreement-none-help = An agreement stands here as soon as somebody speaks of it: begin with a draft that nobody has signed.
agreement-without-filter = show all
agreement-count = { $count ->
    [one] { $n } agreement
   *[other] { $n } agreements
}
agreement-beside = Agreements
agreement-state = State
agreement-since = In this state since
agreement-to = until
agreement-state-draft = being prepared
agreement-state-agreed = text agreed
agreement-state-approved = approved by the ministry
agreement-state-signing = being signed
agreement-state-signed = signed
agreement-state-in-force = in force
agreement-state-expiring = expiring
agreement-state-prolonged = prolonged
agreement-state-ended = term is over
agreement-state-renewed = replaced by a new one
agreement-state-terminated = terminated
agreement-kind-memorandum = Memorandum
agreement-kind-cooperation = Cooperation agreement
agreement-kind-grant = Grant contract
agreement-kind-decision = Decision of a working group
agreement-role-party = party
agreement-role-funder = funding party
agreement-role-recipient = receiving party
agreement-role-beneficiary = beneficiary
agreement-role-witness = witness of the signing
agreement-territorial-interterritorial = Interterritorial cooperation
agreement-territorial-transborder = Transborder cooperation
agreement-territorial-transnational = Transnational cooperation
agreement-event = What happened
agreement-event-sent = sent to the ministry
agreement-event-returned = came back with remarks
agreement-event-approved = approved by the ministry
agreement-event-refused = refused
agreement-event-registered = put into the register
agreement-what = What not to miss
agreement-what-answer = last day of the ministry’s answer
agreement-with-ministry = With the ministry
agreement-what-signing = signing due
agreement-what-notice = last day to object to prolongation
agreement-what-end = last day of the term
agreement-day = Day
agreement-left = Days left
agreement-signed = Days of signing
agreement-lacking = Signatures lacking
agreement-lacking-count = { $count ->
    [one] { $n } signature lacking
   *[other] { $n } signatures lacking
}
agreement-disputed = Sources name different days
agreement-disputed-help = Sources name different days of signing. All are shown; the state follows the earliest.
agreement-ends = Holds until
agreement-notice-day = Object by
agreement-late = Signing is overdue
agreement-late-since = was to be signed by { $day }
agreement-within = Expiring within (days)
agreement-within-days = { $count ->
    [one] Within { $n } day
   *[other] Within { $n } days
}
agreement-only-unsigned = only those that lack a signature
agreement-expiring = Terms of agreements
agreement-expiring-lead = What ends, what prolongs itself unless somebody objects, and what was to be signed by now.
agreement-nothing-due = Nothing ends soon
agreement-nothing-due-help = Ask for more days, or look at all agreements.
agreement-desk = Agreements that end soon
agreement-calendar = Private calendar
agreement-calendar-help = An address from which your calendar takes the terms of agreements that you may see. Whoever knows the address sees these terms, so give it to nobody; a new address ends the one before.
agreement-calendar-since = The address was made: { $at }
agreement-calendar-make = Make an address
agreement-calendar-anew = Make a new address
agreement-calendar-end = End the address
agreement-calendar-once = Copy the address now and add it to your calendar as a subscription: it is not shown again.
agreement-calendar-not-whole = The office has not said yet how the outside reaches it: add the beginning of the address yourself.
agreement-calendar-link = Address of the calendar
agreement-unnamed = not named
agreement-no-parties = No parties are recorded yet.
agreement-not-yet = not signed yet
agreement-stated = { $count ->
    [one] { $n } stated
   *[other] { $n } stated
}
agreement-named = { $count ->
    [one] { $n } named
   *[other] { $n } named
}
agreement-one-of = one of: { $set }
agreement-signs = signed for by
agreement-copy = copy received:
agreement-signed-by-all = Signatures of all parties
agreement-sign = Record a signature
agreement-signer = Who signed
agreement-all-parties = all parties
agreement-day-signed = Day of signing
agreement-place-signed = Where it was signed
agreement-place-hint = Code or exact name of the place
agreement-day-unknown = the day is not given
agreement-later = still ahead on the day shown
agreement-term = Term
agreement-term-unknown = no term is given
agreement-prolongs-for = { $count ->
    [one] each time for { $n } month
   *[other] each time for { $n } months
}
agreement-notice-days = { $count ->
    [one] unless somebody objects { $n } day before
   *[other] unless somebody objects { $n } days before
}
agreement-prolong = Prolong the term
agreement-until = Until which day
agreement-day-prolonged = When it was prolonged
agreement-amend = Record a change of the text
agreement-day-amended = When it was changed
agreement-what-changed-uk = What was changed, in Ukrainian
agreement-what-changed-en = What was changed, in English
agreement-terminate = Terminate
agreement-day-terminated = Since which day it holds no more
agreement-why-uk = Why, and by whose will, in Ukrainian
agreement-why-en = Why, and by whose will, in English
agreement-withdraw = Take back
agreement-bring-back = Bring back
agreement-renew = Prepare a new one in its place
agreement-renew-hint = It becomes a draft with the same parties and fields and without signatures. This agreement holds until the new one is in force.
agreement-lacks-approval = This agreement needs the approval of the ministry and does not have it.
agreement-answer-due = The ministry is to answer by: { $day }
agreement-approval-law = The ministry approves agreements of international territorial cooperation; the law in force on the day of sending sets the term of its answer.
agreement-approval-none = Nothing was sent to the ministry yet.
agreement-approve = Record a step of the approval
agreement-letter-number = Number of the letter or order
agreement-note-uk = Remark in Ukrainian
agreement-obligations = Obligations
agreement-obligations-none = No obligations of the parties are recorded.
agreement-obligations-of-none = Of all parties together, or of somebody else
agreement-obligation-of = Add an obligation: { $party }
agreement-obligation-of-none = Add an obligation of all
agreement-life = History
agreement-chain = Before and after it
agreement-replaces = It stands in the place of:
agreement-replaced-by = To stand in its place:
agreement-files = Documents
agreement-add-file = Attach a document
agreement-file = File: the signed copy, a letter, an order
agreement-more = Approval, prolongations, changes, termination
agreement-party-no = No
agreement-who-uk = or in words, in Ukrainian
agreement-who-en = in English
agreement-how-many = how many they are
agreement-within-set = one of No
agreement-signatory = who signs
agreement-copy-day = copy received
agreement-in-uk = In Ukrainian
agreement-in-en = In English
agreement-field-kind = Kind
agreement-field-territorial = International territorial cooperation
agreement-field-territorial-hint = Only for agreements between hromadas or regions of different states: these the ministry approves. An agreement with a company or an international organisation is none.
agreement-field-number = Number
agreement-field-number-hint = Without the sign №
agreement-field-title-uk = Title in Ukrainian
agreement-field-title-hint = For example: Memorandum of cooperation, Winterswijk and Rubizhne
agreement-field-title-en = Title in English
agreement-field-about-uk = What it is about, in Ukrainian
agreement-field-about-hint = Two or three sentences: what was agreed.
agreement-field-about-en = What it is about, in English
agreement-field-direction = Direction
agreement-field-fields = Fields of cooperation
agreement-field-places = Where it holds
agreement-field-place = Place
agreement-field-parties = Parties
agreement-field-parties-hint = An organisation of the register, or a name in words. A set of which only the number is told (“IT companies, 8”) is a party too; whoever of it is named stands in a row of its own with the number of the set.
agreement-field-role = Role
agreement-field-signatures = Signatures
agreement-field-signatures-hint = Who: the number of a party, or * for all. When sources name different days, write all of them.
agreement-field-drafted = Since when it is talked about
agreement-field-agreed = When the text was agreed on
agreement-field-planned = When it is to be signed
agreement-field-planned-hint = When this day passes without signatures, the register reminds
agreement-field-effective = In force from
agreement-field-effective-hint = Empty: from the day of the last signature
agreement-field-until = Holds until
agreement-field-prolongs = Prolongs itself, for how many months
agreement-field-prolongs-hint = Empty: it does not prolong itself
agreement-field-notice = Object so many days before
agreement-field-notice-hint = How many days before the end of the term a party may refuse another one
agreement-field-term-note-uk = The term in words, in Ukrainian
agreement-field-term-note-hint = For example: without a term
agreement-field-term-note-en = The term in words, in English
agreement-field-approval = Approval of the ministry
agreement-field-prolongations = Prolongations
agreement-field-amendments = Changes of the text
agreement-field-termination = Termination
agreement-field-replaces = Replaces
agreement-field-replaces-hint = The earlier agreement in whose place this one is made
agreement-field-cites = Sources
agreement-title-needed = Write a title in Ukrainian or English
agreement-too-many = Too many rows: at most { $what }
agreement-too-many-help = One agreement has at most { $what } rows of each sort.
agreement-bad-number = “{ $what }” is no whole number
agreement-party-needed = Who is it? Name an organisation or write it in words
agreement-party-twice = “{ $what }” is among the parties already
agreement-party-number = The number “{ $what }” of a party stands twice or will not do
agreement-bad-count = How many they are: at least one, and not “{ $what }”
agreement-more-named = More are named than stated: { $what }
agreement-bad-set = There is no set with the number “{ $what }”: give the number of a party of which it is said how many they are
agreement-signature-of-nobody = There is no party with the number “{ $what }” that was to sign
agreement-signature-of-nobody-help = First the party, then its signature; a party that has signed is not taken away while its signature is there.
agreement-signed-before-agreed = The signature of { $what } is before the day on which the text was agreed on
agreement-signed-before-agreed-help = Check the day of the signature, or the day of the agreement on the text.
agreement-signature-twice = The same signature is recorded already: { $what }
agreement-signature-twice-help = Another source of the same signature is recorded with that source.
agreement-signer-needed = Who signed?
agreement-signer-needed-help = Choose a party or “all parties”.
agreement-ahead = This day has not come yet
agreement-ahead-help = “{ $what }” lies ahead: what is recorded has happened.
agreement-out-of-order = { $what } is before the day on which the text was drafted or agreed on
agreement-out-of-order-help = Check the order: first it is drafted, then agreed on, signed, amended.
agreement-approval-order = The step “{ $what }” does not follow here: first it is sent, then returned, approved or refused
agreement-approval-order-help = Look which step was recorded last.
agreement-approval-date = { $what } is before the step in front of it
agreement-approval-date-help = The steps of an approval come one after another.
agreement-approval-of-none = The ministry approves only agreements of international territorial cooperation: say of which sort, or take the approval away
agreement-approval-of-none-help = The sort of cooperation is said in the form of the agreement.
agreement-ends-before = The term ends { $what }, before it begins
agreement-ends-before-help = Check the beginning and the end of the term.
agreement-end-needed = To be prolonged it must be known until when it holds
agreement-end-needed-help = Write in the form of the agreement until which day it holds.
agreement-bad-months = Months are from 1 to 600, and not “{ $what }”
agreement-bad-days = Days are from 0 to 1000, and not “{ $what }”
agreement-notice-of-nothing = There is nothing to object to: it does not prolong itself
agreement-prolonged-back = The new term until { $what } is no longer than the one before
agreement-prolonged-back-help = A prolongation ends later than the term before it.
agreement-amendment-needed = What was changed?
agreement-amendment-needed-help = Say in a few words what was changed in the text.
agreement-not-signed = Not all have signed yet
agreement-not-signed-help = Only what was signed is prolonged, changed, terminated and replaced; a draft is simply edited.
agreement-terminated-before = The termination { $what } is before it began to hold
agreement-terminated-before-help = Check the day since which it holds no more.
agreement-circle = “{ $what }” replaces this agreement itself, directly or through others
agreement-renews-draft = “{ $what }” is not signed yet: a draft is not replaced, it is edited
agreement-renewed-already = There is another in its place already
agreement-renewed-already-help = “{ $what }” has one that follows: it stands on the agreement’s page.
agreement-letter-subject = Agreement “{ $title }”: { $what } { $day }
agreement-letter-end = The term of the agreement “{ $title }” ends on { $day }. Decide whether to prolong it or to make a new one.
    { $link }
agreement-letter-notice = The agreement “{ $title }” prolongs itself unless somebody objects. The last day to object: { $day }.
    { $link }
agreement-letter-signing = The agreement “{ $title }” was to be signed by { $day }.
    { $link }
agreement-letter-late = The agreement “{ $title }” was to be signed by { $day }, and not all have signed.
    { $link }
