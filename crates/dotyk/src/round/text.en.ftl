round-title = Collection rounds
round-lead = Ask many institutions at once: each answers by a link of its own, without an account.
round-none-help = Collection rounds will be here. Begin one: write what you ask about, choose institutions, hand the links out.
round-new = Begin a round
round-state-draft = in preparation
round-state-open = open
round-state-closed = closed
round-status = Status
round-status-unlinked = no link yet
round-status-silent = silent
round-status-opened = opened, not answered
round-status-answered = stated needs
round-status-nothing = needs nothing
round-draft = has a draft that is not sent
round-asked = { $count ->
    [one] { $n } institution is asked.
   *[other] { $n } institutions are asked.
}
round-of = Asked: { $asked }.
round-answered = { $count ->
    [one] { $n } institution answered.
   *[other] { $n } institutions answered.
}
round-needs-stated = { $count ->
    [one] { $n } need stated
   *[other] { $n } needs stated
}
round-field-title-uk = Title in Ukrainian
round-field-title-hint = Institutions see it: “What hospitals need this winter”
round-field-title-en = Title in English
round-field-ask-uk = What is asked, in Ukrainian
round-field-ask-hint = Two or three sentences above the form: what to state, what not to, who answers questions.
round-field-ask-en = What is asked, in English
round-field-sector = Sector
round-field-sector-hint = Begin a name, or write the five digits of DAC. Given to needs that name none of their own.
round-field-emergency = Emergency
round-field-emergency-hint = Begin its name. Given to needs that name none of their own.
round-field-from = First day
round-field-day-hint = A day: 2021-03-01
round-field-until = Last day
round-field-until-hint = After it nothing new is stated; an institution still sees what it stated. It may be put off while the round is open.
round-field-opened-at = Opened
round-field-closed-at = Closed
round-field-members = Institutions
round-field-waves = Links handed out
round-choose = Whom to ask
round-name = A word of the name
round-who = Show who they are
round-found = { $count ->
    [one] { $n } institution is such
   *[other] { $n } institutions are such
}
round-ask-all = { $count ->
    [one] Ask { $n } institution
   *[other] Ask all { $n } institutions
}
round-ask-one = Or one: its address or exact name
round-ask = Ask
round-spare = Do not ask
round-members = Institutions
round-nobody-yet = There is nobody here yet.
round-open = Open it and show the links to print
round-open-csv = Open it and take the links as a table
round-chase = { $count ->
    [one] Chase { $n } institution
   *[other] Chase { $n } institutions
}
round-chase-csv = Chase and take the links as a table
round-close = Close the round
round-links-once = A link can be seen only when it is made: the register does not keep its key. To chase is to give another link; the earlier one opens too while the round is open. If links were lost on the way, chase.
round-links = Links for institutions
round-links-help = Save or print this page now: it will not open again. Each institution is to get its own link alone.
round-links-until = Needs may be stated until the end of { $day }, or until the round is closed.
round-link = Link
round-edrpou = EDRPOU code
round-waves = Links handed out
round-links-made = { $count ->
    [one] { $n } link
   *[other] { $n } links
}
round-to-hand-over = to be handed over
round-handed = handed over { $day }
round-hand-over = All links are handed over
round-column-links = Links
round-chased = Times chased
round-last-at = Last link
round-seen-at = Opened
round-answered-at = Answered
round-needs = Needs
round-day-needed = Write the day.
round-bad-day = “{ $what }” is no day. Write, for example, 2021-03-01.
round-ends-before = The last day is before the first.
round-too-long = A round does not last longer than { $what } days.
round-bad-emergency = The word of an emergency has only Latin letters, digits and hyphens: covid-19-2020.
round-is-closed = The round is closed
round-is-closed-help = It cannot be changed any more. Begin a new one.
round-is-no-draft = The round is open already
round-is-no-draft-help = If its links were lost, chase those that have not answered: new ones are made.
round-is-not-open = The round is not open
round-is-not-open-help = Only an open round can be chased or closed.
round-nobody = Nobody is chosen
round-nobody-help = First choose the institutions that you ask.
round-asked-already = The institution has been asked
round-asked-already-help = Its link is out. If it went astray, take it back on the page of the institution’s needs.
round-too-early = It is too early
round-too-early-help = The first day of the round is { $what }. Open it then, or change the day.
round-over = The time of the round is over
round-over-help = Its last day was { $what }. Put it off and try again.
round-all-answered = All have answered
round-all-answered-help = There is nobody to chase.
round-nothing-to-hand-over = Nothing is to be handed over
round-nothing-to-hand-over-help = All links have been handed over.
round-too-many = Too many institutions
round-too-many-help = A round asks at most { $what } institutions. Make several of it.
round-choose-what = It is not said whom to ask
round-choose-what-help = Name a place, a kind or a word of the name.
round-unknown-place = There is no such place
round-unknown-place-help = “{ $what }” was not found. Write the KATOTTH code or the exact name.
round-unknown-kind = There is no such kind of institution
round-unknown-kind-help = “{ $what }” does not fit: choose a kind from the list.
round-unknown-organisation = There is no such organisation
round-unknown-organisation-help = “{ $what }” was not found. Write its address or exact name.
round-by-letter = { $count ->
    [one] { $n } institution gets its link by letter: it gave an address.
   *[other] { $n } institutions get their links by letter: they gave an address.
}
round-nobody-by-hand = Nothing is to be handed over: all links go by letter.
round-letters = Letters with links
round-letter-subject = { $title }
round-letter =
    { $name } can say what it needs by a private link, without an account: “{ $title }”.

    { $ask }

    { $link }

    Needs may be stated until the end of { $until }. If nothing is needed, say so there. Pass it on to nobody.

    You are written to because you agreed to be asked what { $name } needs. To be asked no more, answer this letter.
round-letter-again-subject = A reminder: { $title }
round-letter-again =
    We have no answer yet from { $name }: “{ $title }”. Here is a new link; the earlier one opens too.

    { $ask }

    { $link }

    Needs may be stated until the end of { $until }. If nothing is needed, say so there, and we ask no more.

    You are written to because you agreed to be asked what { $name } needs. To be asked no more, answer this letter.
