report-title = Reports
report-lead = What was done in a year, a half-year, a quarter or any time. Every number opens into the records that it counts and into their sources.
report-of = Report: { $period }
report-half = half-year { $number } of { $year }
report-quarter = quarter { $number } of { $year }
report-as-of = As of { $day }.
report-public = The report is made only of what everybody may see.
report-summary = On one page
report-whole = The whole report
report-other-periods = Another period
report-narrow = Another period, or a part of the work
report-period = Period
report-period-hint = 2020, 2020-H1, 2020-Q3 or 2020-08
report-from = From
report-until = Until
report-show = Show
report-price = Unit price that it is computed of
report-at-rate = { $amount } at the rate { $rate } of { $day }
report-agreements = Agreements
report-agreements-signed = { $count ->
    [one] { $n } signed
   *[other] { $n } signed
}
report-agreements-renewal = { $count ->
    [one] { $n } to be signed again
   *[other] { $n } to be signed again
}
report-contents = Sections of the report
report-key = Key figures
report-achievements = Key achievements
report-ranked = The order follows the office’s rules: a score is the sum of reasons.
report-score = Score { $n }
report-choose = Put first or leave out
report-pin = Put first
report-hide = Leave out of the achievements
report-take-back = Take the decision back
report-why = Why
report-why-needed = Say why
report-why-needed-help = Whoever reads the report is to see the reason: up to { $what } letters.
report-hidden = Left out of the achievements
report-choice-pinned = Put first
report-choice-hidden = Left out
report-what = What is compared
report-what-all = What happened
report-what-done = Done
report-what-started = Started
report-what-agreed = Agreed
report-what-promised = Promised
report-what-other = Other
report-part = Part of the report
report-part-in-period = in the period
report-part-undated = without an exact day, said of the period
report-part-since = since, up to the day of the report
report-part-short-undated = no day
report-part-short-since = after the period
report-kind = Kind of record
report-counted-once = Each record counts once, however many sources speak of it.
report-shared = { $count ->
    [one] { $n } record belongs to several directions; in the total it counts once.
   *[other] { $n } records belong to several directions; in the total they count once.
}
report-picture = How much happened, by direction
report-direction = Direction
report-no-direction = Beyond the directions
report-funder = Who pays
report-no-funder = Nobody says who pays
report-with = Compare with
report-beside = Beside it: { $period }
report-beside-help = The other period is read as of { $day }: as many days after its end.
report-difference = Difference
report-same = no change
report-nobody-says = nobody says
report-all = All
report-stated = Stated
report-recorded = Named
report-none-named = { $stated } stated, none named
report-some-named = { $count ->
    [one] { $stated } stated, { $n } named
   *[other] { $stated } stated, { $n } named
}
report-named-twice = { $count ->
    [one] { $n } that is named twice counts once
   *[other] { $n } that are named twice count once
}
report-may-overlap = not all are named, so the same may be said twice: this is an upper bound
report-not-counted = not in the sum: the same is said later, more fully or by another source
report-next = What is next
report-money = Money
report-money-help = Where several pay, the whole amount stands beside each; in the total it counts once. In hryvnias at the rate of the day that the source speaks of.
report-money-once = In all, each amount once
report-amount = Amount
report-unconverted = { $count ->
    [one] { $n } amount without a day or a rate, not in hryvnias
   *[other] { $n } amounts without a day or a rate, not in hryvnias
}
report-places = Where
report-places-help = A project in several places counts in each of them.
report-projects = Projects
report-abridged = There are too many figures to tell each: only sums are shown. Each opens into its records.
report-none = The register has nothing of this time
report-none-help = Choose another period or take a filter away.
report-not-begun = The day of the report is before the period
report-not-begun-help = As of this day the period { $what } had not begun. Choose a later day.
report-records = Records behind a number
report-records-count = { $count ->
    [one] { $n } record.
   *[other] { $n } records.
}
report-changes = What has changed in the report
report-since = Since which line of the journal
report-changed = { $count ->
    [one] { $n } record of the report was written.
   *[other] { $n } records of the report were written.
}
report-changed-since = After line { $n } of the journal.
report-fingerprint = Fingerprint
report-fingerprint-help = By the fingerprint dotyk report verify tells whether the records still say the same.
report-position = line { $n } of the journal.
report-finished-in-period = finished in the period
report-finished-undated = finished, the day is not given
report-finished-since = finished after the period
report-said-people = people reached: { $n }
report-said-money = money: { $n }
report-said-first = nothing like it was there before
report-said-lasting = what lasts: { $n }
report-rules = Rules of achievements
report-rules-lead = The score of an achievement is a sum of reasons: a weight times how much of it there is, from 0 to 1. Change the weights and see what that does before you save.
report-rules-saved = The rules are saved.
report-rule-finished = Finished in the period
report-rule-help-finished = Finished in the period: the whole weight; afterwards or without a day: half of it.
report-rule-people = People reached
report-rule-help-people = Ten times as many people add a sixth of the weight.
report-rule-money = Money
report-rule-help-money = In hryvnias at the rate of its day; ten times as much adds a tenth of the weight.
report-rule-first = First of its kind
report-rule-help-first = The register knew no project of the same sector before.
report-rule-lasting = What lasts
report-rule-help-lasting = Homes, buildings, vehicles: half of the weight for the first, the rest by their number.
report-usual = Usually { $weight }.
report-bad-weight = The weight “{ $what }” does not fit: a number from 0 to 5 with at most three decimals
report-changed-meanwhile = Somebody changed the rules while you edited them: check and save again
report-day = Day of the report
report-day-hint = As of which day reports are made when nobody names another. Empty: today.
report-measures = What figures count
report-measures-hint = Which of them count people who were reached, and which things that last. The effect is seen once they are saved.
report-counts = What it counts
report-counts-people = people
report-counts-lasting = what lasts
report-preview = See what that does
report-preview-of = See the period
report-effect = What that does
report-before = Before
report-after = After
report-column-note = Explanation
report-when = When
report-table-key = Key figures
report-table-achievements = Achievements
report-table-figures = Figures
report-table-steps = Steps
report-table-money = Money
report-table-places = Places
report-and-more = and { $n } more
report-page = Page
report-map = How many projects of the report are in each place: the larger the circle, the more projects
report-map-left-out = { $count ->
    [one] { $n } place of the table is not on the map
   *[other] { $n } places of the table are not on the map
}
report-column-score = Weight
