emergency-title = Emergencies
emergency-lead = Epidemics, fires, floods and other disasters: what happened, what is needed, what is covered, who studies the consequences and what they recommend.
emergency-new = Add an emergency
emergency-none-help = Here stand events because of which somebody needs help. Needs name an emergency by its word, such as covid-19-2020; its page brings them together.
emergency-without-filter = show all
emergency-count = { $count ->
    [one] { $n } emergency
   *[other] { $n } emergencies
}
emergency-nameless = Needs name emergencies that are not here yet
emergency-nameless-help = Make an emergency with this word, and its needs will stand on its page.
emergency-state = State
emergency-state-ahead = expected
emergency-state-ongoing = going on
emergency-state-over = over
emergency-kind-epidemic = Epidemic
emergency-kind-wildfire = Wildfire
emergency-kind-fire = Fire in a town or building
emergency-kind-flood = Flood
emergency-kind-flash-flood = Flash flood
emergency-kind-storm = Severe local storm
emergency-kind-wind = Violent wind
emergency-kind-cold-wave = Cold wave
emergency-kind-heat-wave = Heat wave
emergency-kind-drought = Drought
emergency-kind-landslide = Landslide
emergency-kind-earthquake = Earthquake
emergency-kind-infestation = Insect infestation
emergency-kind-technological = Technological disaster
emergency-kind-conflict = Conflict and its consequences
emergency-kind-other = Other
emergency-draft-help = Only the office sees it.
emergency-withdrawn = This emergency was withdrawn on { $at }: it stands in no list.
emergency-withdraw = Withdraw
emergency-bring-back = Bring back as a draft
emergency-help = Can you help, or do you know more? Write to the office.
emergency-numbers = Numbers
emergency-numbers-none = No number yet: how many people are affected, what was burned, what was lost. Each number has a source.
emergency-needs-title = Needs
emergency-needs-none = No needs that concern this emergency are here yet.
emergency-needs = Needs
emergency-open = Still lacking
emergency-open-needs = Needs still lacking something
emergency-open-count = { $count ->
    [one] { $n } need still lacks something
   *[other] { $n } needs still lack something
}
emergency-lines = Lines
emergency-line-count = { $count ->
    [one] { $n } line
   *[other] { $n } lines
}
emergency-untouched = Nothing promised
emergency-partly = Promised in part
emergency-covered = Covered by promises
emergency-received = Of these received
emergency-of-these-received = of these received
emergency-lapsed-count = { $count ->
    [one] { $n } more need was not confirmed for long and is not counted here.
   *[other] { $n } more needs were not confirmed for long and are not counted here.
}
emergency-urgent = Most urgent
emergency-waits = { $count ->
    [0] stated today
    [one] waits for { $n } day
   *[other] waits for { $n } days
}
emergency-unsaid = not said
emergency-by-sector = By sector (DAC code)
emergency-by-place = By place
emergency-by-unit = By unit
emergency-by-unit-help = Different things may share a unit, so this is no need of any one thing. Different units are not added.
emergency-money-none = What this may cost is not said.
emergency-money-open = of which still lacking
emergency-money-lines = { $count ->
    [one] the cost is known for { $n } line
   *[other] the cost is known for { $n } lines
}
emergency-studies = Studies of damage and impact
emergency-studies-none = No study is recorded yet.
emergency-study-new = Add a study
emergency-study-planned = planned
emergency-study-under-way = under way
emergency-study-published = published
emergency-read = Read it
emergency-recommendations = Recommendations
emergency-recommendation-new = Add a recommendation
emergency-no-steps = No step follows this recommendation yet.
emergency-steps = Steps
emergency-steps-none = No step is recorded yet.
emergency-talks = Talks with funders
emergency-talks-help = Only the office sees them until a contract is signed. Then the public sees with whom, about what and how much was agreed, but not how the talks went.
emergency-talk-new = Add a talk
emergency-talk-move = Record a new state
emergency-talk-idea = idea
emergency-talk-approached = approached
emergency-talk-in-talks = in talks
emergency-talk-promised = promised
emergency-talk-contracted = contracted
emergency-talk-declined = declined
emergency-funder-unsaid = Funder not named
emergency-sheet = Sheet to send
emergency-sheet-what = What happened
emergency-sheet-needed = What is most needed
emergency-sheet-none = No published need lacks anything now.
emergency-sheet-uncounted = No published need names this emergency yet.
emergency-sheet-covered = What is covered
emergency-sheet-money = Estimated cost:
emergency-sheet-ask = Who to ask
emergency-column-place-ids = Codes of places
emergency-field-name-uk = Name in Ukrainian
emergency-field-name-hint = For example: Forest fires of 2020
emergency-field-name-en = Name in English
emergency-field-slug = The word by which needs name it
emergency-field-slug-hint = Latin letters, digits and hyphens: covid-19-2020. Left empty it is made of the name; later it does not change
emergency-field-kind = Kind
emergency-field-glide = GLIDE number
emergency-field-glide-hint = The international number of the disaster, if it has one: EP-2020-000012-001
emergency-field-began = Began
emergency-field-ended = Ended
emergency-field-ended-hint = Empty while it goes on
emergency-field-places = Places
emergency-field-places-hint = Where it happened: oblast, raion, hromada; code or exact name
emergency-field-about-uk = What happened, in Ukrainian
emergency-field-about-hint = A few sentences for somebody who knows nothing of it
emergency-field-about-en = What happened
emergency-field-title-uk = Title in Ukrainian
emergency-field-title-en = Title in English
emergency-field-state = State
emergency-field-maker = Who makes it
emergency-field-maker-hint = An organisation of the register
emergency-field-who = or in words
emergency-field-who-hint = When the register does not know them
emergency-field-date = When it came out or is to
emergency-field-link = Where to read it
emergency-field-link-hint = The address of a page or file, https://…
emergency-field-covers-uk = What it covers, in Ukrainian
emergency-field-covers-hint = Place, time, which damage and consequences
emergency-field-covers-en = What it covers
emergency-field-source-hint = The study itself, or who says of it
emergency-field-what-uk = What is recommended, in Ukrainian
emergency-field-what-hint = One sentence: what to do
emergency-field-what-en = What is recommended
emergency-field-locator = Place in the study
emergency-field-study = Study
emergency-field-studies = Studies
emergency-field-recommendations = Recommendations
emergency-field-talks = Talks
emergency-field-funder = Funder
emergency-field-talk-uk = About what, in Ukrainian
emergency-field-talk-hint = What the money is asked for
emergency-field-talk-en = About what
emergency-field-amount = Amount
emergency-field-currency = Currency
emergency-field-currency-hint = Three letters: UAH, USD, EUR
emergency-field-next = Next step
emergency-field-next-hint = What the office does next
emergency-field-next-due = By when
emergency-field-project = The project that came of it
emergency-field-project-hint = Address or exact title of a project
emergency-field-since = When
emergency-field-note = Remark
emergency-bad-slug = “{ $what }” does not fit or is taken: only small Latin letters, digits and hyphens
emergency-bad-glide = “{ $what }” is no GLIDE number: two letters of the hazard, the year, six digits, the country, such as EP-2020-000012-001
emergency-other-hazard = The number “{ $what }” speaks of another hazard: change the kind or the number
emergency-ended-before = “{ $what }” is before it began
emergency-place-twice = This place is already named: { $what }
emergency-too-many = Too many: at most { $what }
emergency-bad-link = “{ $what }” is no address of a page: begin with https://
emergency-study-where = A published study can be read somewhere: add its address or a source
emergency-what-needed = Write what is recommended, in one language at least
emergency-talk-needed = Name the funder, or write what the talk is about
emergency-talk-state-needed = Choose how far the talk is
emergency-amount-above-zero = “{ $what }” is no amount: it is above zero
emergency-talk-date-order = Earlier than the state before
emergency-talk-date-order-help = “{ $what }” is earlier than what was last recorded of this talk. Check the date.
emergency-talk-not-so = Talks do not go so
emergency-talk-not-so-help = This does not come after the present state. If the talks broke off, record “declined”; they can be taken up again later.
emergency-map = Open needs by community
emergency-map-help = The number: how many needs of the community still lack something; the table below holds the same numbers.
emergency-map-undrawn = { $count ->
    [one] { $n } need is not here: its place is unknown or wider than a community.
   *[other] { $n } needs are not here: their places are unknown or wider than a community.
}
