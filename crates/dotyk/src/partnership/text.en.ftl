partnership-title = Partnerships
partnership-lead = Cities and regions with lasting ties: who with whom, since when, what came of it and what it lacks.
partnership-new = Add a partnership
partnership-none-help = A partnership appears here as soon as a side of ours is chosen or the sides speak: city with city, oblast with region.
partnership-without-filter = show all
partnership-count = { $count ->
    [one] { $n } partnership
   *[other] { $n } partnerships
}
partnership-beside = Partnerships
partnership-kind-city = City to city
partnership-kind-region = Region to region
partnership-kind-institution = Institution to institution
partnership-side-ours = Our side
partnership-side-theirs = The side abroad
partnership-state-chosen = chosen
partnership-state-talks = in talks
partnership-state-agreed = agreed
partnership-state-active = active
partnership-state-dormant = dormant
partnership-state-ended = ended
partnership-state-since = Since
partnership-since = Tied since
partnership-sides = Who with whom
partnership-history = How it went
partnership-no-states = How it went is not written down yet.
partnership-later = (still to come on this day)
partnership-move = Write down a new state
partnership-next = What is next
partnership-chain = Partnership, events, agreements, projects
partnership-withdraw = Withdraw
partnership-bring-back = Bring back
partnership-gaps = What is lacking
partnership-gap-partner = The side abroad is not named
partnership-gap-agreement = No agreement yet
partnership-gap-record = The agreement is not in the register
partnership-gap-signature = The agreement is not signed yet
partnership-gap-side = Not every side is bound
partnership-gap-help-signature = An agreement came of it, and by this day nobody has signed it.
partnership-gap-help-side = None of the signed agreements that came of it is signed by:
partnership-gap-help-partner = Our side was chosen; with whom it is paired is not said.
partnership-gap-help-agreement = A side was chosen or the sides are in talks, and among what came of it there is no memorandum or agreement.
partnership-gap-help-record = A source says that the sides agreed, and among what came of it the agreement itself is missing.
partnership-abroad = Partners abroad
partnership-abroad-table = How many partnerships with each
partnership-picture-help = Circles stand at their coordinates, the larger the more partnerships. The grid is degrees; no borders are drawn here.
partnership-not-drawn = no coordinates recorded
partnership-field-title-uk = Title in Ukrainian
partnership-field-title-hint = For example: Enschede – Sievierodonetsk
partnership-field-title-en = Title
partnership-field-about-uk = What it is about, in Ukrainian
partnership-field-about-en = What it is about
partnership-field-kind = Kind
partnership-field-state = State
partnership-field-states = How it went
partnership-field-states-hint = Rows by day, the earliest first. A date may be partial: 2020, 2021-03.
partnership-field-side = Whose side
partnership-field-sides = Sides
partnership-field-sides-hint = A territory, an organisation or both. At least one is ours; the side abroad may still be missing.
partnership-field-project = Project under which
partnership-field-project-hint = The address or exact title of a project
partnership-field-programme = Programme under which
partnership-field-note-uk = Note in Ukrainian
partnership-field-note-en = Note
partnership-ours-needed = At least one side must be ours
partnership-side-empty = Enter a territory or an organisation
partnership-side-twice = This side is there already
partnership-too-many = Too many rows: { $what } at most
partnership-does-not-follow = Such a state does not follow here: { $what }
partnership-does-not-follow-help = "{ $what }": first chosen, then in talks, agreed, active. What is dormant may wake, what is ended may lead to new talks.
partnership-bad-day = This date does not fit: { $what }
partnership-bad-day-help = "{ $what }" lies before the state it follows, or ahead. Check the day.
partnership-no-source = There is no such source
partnership-no-source-help = "{ $what }" was not found among the sources. Enter the address of the source from its page.
partnership-scorecard = Who is in touch and who has gone quiet
partnership-scorecard-lead = When something was last heard of each organisation, what it promised and has not brought yet, which of its steps are late. For the office: visitors do not see this.
partnership-scorecard-none = As soon as the register holds a project, a promise or a step of an organisation, it stands here.
partnership-scores = { $count ->
    [one] { $n } organisation.
   *[other] { $n } organisations.
}
partnership-gone-quiet = { $count ->
    [one] { $n } has gone quiet.
   *[other] { $n } have gone quiet.
}
partnership-days = { $count ->
    [one] { $n } day ago
   *[other] { $n } days ago
}
partnership-sort = Sort by
partnership-sort-quiet = longest silence
partnership-sort-promises = open promises
partnership-sort-overdue = overdue steps
partnership-sort-name = name
partnership-last = Last heard
partnership-never = nothing yet
partnership-silent-days = Days of silence
partnership-quiet = quiet
partnership-promises = Open promises
partnership-overdue = Overdue steps
partnership-records = Records in all
partnership-relation = How we stand with them
partnership-relation-lead = All that the register knows of this relation. Seen by the office alone.
partnership-relation-quiet = Nothing was heard for more than half a year: time to be in touch. Seen by the office alone.
partnership-only-quiet = Shown are those not heard of for long.
