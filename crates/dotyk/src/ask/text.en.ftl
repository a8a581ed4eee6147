ask-title = Ask in words
ask-lead = Your question is read by fixed rules and the office’s own vocabulary: it becomes filters that you see and can change. Nothing is made up: what the register does not know, it says so.
ask-question = Your question
ask-question-hint = For example: how many apartments are ready? In Ukrainian or English, up to 300 characters.
ask-do = Ask
ask-examples = Where to begin
ask-example-1 = How many enterprises benefited?
ask-example-2 = Which apartments are still being repaired?
ask-example-3 = What did Canada fund in Popasna?
ask-example-4 = Which steps are overdue?
ask-answer = Answer
ask-gaps = The register does not know
ask-understood = How the question was understood
ask-no-parts = No filters were recognised in the question: it is searched for by its words.
ask-from = from the words “{ $words }”
ask-eased = not applied: the rest of the question speaks of something else
ask-drop = remove
ask-drop-of = Remove: { $name }
ask-unknown = The register does not have these words:
ask-change = Change
ask-any = anything
ask-apply = Apply
ask-records = Records
ask-by-words = by the words:
ask-said = What sources say
ask-beside = Numbers, parties, steps
ask-numbers = Numbers
ask-computed = computed: a sum
ask-named = { $count ->
    [one] { $n } named
   *[other] { $n } named
}
ask-steps = What is next
ask-found = { $count ->
    [one] { $n } record found.
   *[other] { $n } records found.
}
ask-these = { $found }: { $names }
ask-records-count = { $count ->
    [one] { $n } record
   *[other] { $n } records
}
ask-none = No record is “{ $what }”.
ask-unsure = There is no certain answer. Below are records that may have to do with the question.
ask-not = not: { $what }
ask-says = { $number } — { $source }
ask-says-unsourced = { $number } (no source)
ask-who = { $role }: { $names }
ask-stands = { $name }: { $state } { $date }
ask-due = { $step }: due { $day }
ask-undated = { $step }: no day is given
ask-where = { $name }: { $places }
ask-stated-named = { $stated }, { $named } of them named
ask-part-ask = What is asked
ask-part-role = In which role
ask-part-kind = What it is
ask-part-form = Kind of agreement
ask-part-measure = Measure
ask-part-direction = Direction
ask-part-state = State
ask-part-place = Where
ask-part-organisation = Who
ask-part-country = Country
ask-part-day = Time
ask-ask-count = how many
ask-ask-list = which
ask-ask-who = who
ask-ask-when = when
ask-ask-where = where
ask-ask-money = how much money
ask-ask-state = in which state
ask-ask-next = what is next
ask-ask-said = who said what
ask-state-finished = finished
ask-state-going = under way
ask-state-open = not finished
ask-state-planned = planned or promised
ask-state-started = begun
ask-state-signed = signed
ask-state-renewal = to be signed again
ask-state-refused = refused or cancelled
ask-state-overdue = overdue
ask-gap-nothing = There are no records that fit the question. Remove a filter or ask in other words. { $what }
ask-gap-members = Not all are named: { $what }
ask-gap-nobody = Who it is is not said. { $what }
ask-gap-date = No day is given. { $what }
ask-gap-money = No amount is given. { $what }
ask-gap-number = No such number is given. { $what }
ask-gap-place = No place is given. { $what }
ask-gap-step = No next step is written down. { $what }
ask-gap-state = No record is in this state; all are shown. { $what }
ask-gap-unread = This was not understood in the question: { $what }
ask-gap-eased = Not applied, since nothing is there: { $what }
ask-gap-undated = Records of which no day is given, so they are not counted: { $what }
ask-gap-words = The records shown do not speak of: { $what }
ask-too-long = The question is too long
ask-too-long-help = Write it shorter: up to { $what } characters.
