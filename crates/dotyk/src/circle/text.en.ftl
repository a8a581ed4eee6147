cluster-title = Clusters
cluster-lead = Companies, educational and research institutions and authorities that develop one industry: who is in the cluster, since when, what it can do, what it responded to.
cluster-new = Add a cluster
cluster-none-help = Clusters of the oblast appear here: what they are for, their members and what they can do.
cluster-count = { $count ->
    [one] { $n } cluster
   *[other] { $n } clusters
}
cluster-aims = Aims
cluster-steps = What is next
cluster-steps-none = No next step is recorded.
cluster-files = Files
cluster-beside = Clusters
cluster-state-planned = planned
cluster-state-created = created
cluster-state-active = active
cluster-state-dormant = dormant
cluster-state-ended = ended
group-title = Working groups
group-lead = Who handles one matter together: members, tasks and decisions, minutes.
group-new = Add a working group
group-none-help = Working groups appear here: what they were made for, who is in them and what they decided.
group-count = { $count ->
    [one] { $n } working group
   *[other] { $n } working groups
}
group-aims = Purpose
group-steps = Tasks and decisions
group-steps-none = No task and no decision is recorded.
group-files = Minutes and other files
group-beside = Working groups
group-state-planned = { cluster-state-planned }
group-state-created = { cluster-state-created }
group-state-active = { cluster-state-active }
group-state-dormant = { cluster-state-dormant }
group-state-ended = { cluster-state-ended }
circle-state = State
circle-since = Since
circle-without-filter = show all
circle-member = Member
circle-members-named = Members named
circle-column-place-ids = Codes of places
circle-member-count = { $count ->
    [one] { $n } member
   *[other] { $n } members
}
circle-named = { $count ->
    [0] none of them named
   *[other] { $n } named
}
circle-stated-company = { $count ->
    [one] { $n } company
   *[other] { $n } companies
}
circle-stated-university = { $count ->
    [one] { $n } educational or research institution
   *[other] { $n } educational or research institutions
}
circle-stated-authority = { $count ->
    [one] { $n } authority
   *[other] { $n } authorities
}
circle-stated-other = { $count ->
    [one] { $n } member
   *[other] { $n } members
}
circle-member-kind-company = company
circle-member-kind-university = educational or research institution
circle-member-kind-authority = authority
circle-member-kind-other = other
circle-member-unnamed = Not named
circle-member-since = from { $day }
circle-member-until = until { $day }
circle-members-none = Members are not named.
circle-members-former = Former members
circle-join = How to join
circle-answered = Calls that members responded to
circle-states-none = No state is written down yet.
group-meet = New meeting
circle-move = Change the state
circle-withdraw = Withdraw
circle-bring-back = Bring back as a draft
circle-field-name-uk = Name in Ukrainian
circle-field-name-en = Name in English
circle-field-aims-uk = Aims in Ukrainian
circle-field-aims-en = Aims in English
circle-field-aims-hint = What it was made for and wants to reach.
circle-field-join-uk = How to join, in Ukrainian
circle-field-join-en = How to join, in English
circle-field-states = History
circle-field-states-hint = Each state has a date, if only an approximate one, and a source. Two sources for one state are two rows.
circle-field-members = Members
circle-field-members-hint = Choose an organisation of the register or name it in words. Do not name people in words: a person has a record of their own, and only the office sees their name.
circle-field-name = Name in words
circle-field-kind = What kind of member
circle-field-role-uk = Role in Ukrainian
circle-field-role-en = Role in English
circle-field-since = From which day
circle-field-until = Until which day
circle-field-stated = How many members are stated
circle-field-stated-hint = How many there are by a source, also when they are not named: "8 IT companies". Beside it stands how many are named.
circle-field-qualifier = As it was said
circle-field-value = How many
circle-field-as-of = As of
circle-field-places = Places
circle-field-sector = DAC code
circle-field-sectors = What it can do, by DAC codes
circle-field-sectors-hint = Begin a name or a code; several with commas between: 22040, 321.
circle-field-tags = What it can do, in words
circle-field-tags-hint = With commas between: software, machine-building.
circle-field-projects = Projects
circle-field-projects-hint = What it works on, or what helped it into being: the project's address.
circle-field-organisation = The same as a party to agreements
circle-field-organisation-hint = If the register has such an organisation.
cluster-field-name-uk = { circle-field-name-uk }
cluster-field-name-en = { circle-field-name-en }
cluster-field-aims-uk = { circle-field-aims-uk }
cluster-field-aims-en = { circle-field-aims-en }
cluster-field-join-uk = { circle-field-join-uk }
cluster-field-join-en = { circle-field-join-en }
cluster-field-states = { circle-field-states }
cluster-field-members = { circle-field-members }
cluster-field-stated = { circle-field-stated }
cluster-field-places = { circle-field-places }
cluster-field-sectors = { circle-field-sectors }
cluster-field-tags = { circle-field-tags }
cluster-field-projects = { circle-field-projects }
cluster-field-organisation = { circle-field-organisation }
group-field-name-uk = { circle-field-name-uk }
group-field-name-en = { circle-field-name-en }
group-field-aims-uk = { circle-field-aims-uk }
group-field-aims-en = { circle-field-aims-en }
group-field-join-uk = { circle-field-join-uk }
group-field-join-en = { circle-field-join-en }
group-field-states = { circle-field-states }
group-field-members = { circle-field-members }
group-field-stated = { circle-field-stated }
group-field-places = { circle-field-places }
group-field-sectors = { circle-field-sectors }
group-field-tags = { circle-field-tags }
group-field-projects = { circle-field-projects }
group-field-organisation = { circle-field-organisation }
cluster-kind-company = { circle-member-kind-company }
cluster-kind-university = { circle-member-kind-university }
cluster-kind-authority = { circle-member-kind-authority }
cluster-kind-other = { circle-member-kind-other }
group-kind-company = { circle-member-kind-company }
group-kind-university = { circle-member-kind-university }
group-kind-authority = { circle-member-kind-authority }
group-kind-other = { circle-member-kind-other }
circle-name-needed = Give it a name in at least one language.
circle-name-needed-help = Without a name it cannot be found.
circle-member-nobody = Who is it? Choose an organisation or a person, or name an organisation in words.
circle-member-nobody-help = An empty row of a member may simply stay empty.
circle-member-twice = This member is here already for the same time.
circle-member-twice-help = Whoever left and came back has two rows with different dates.
circle-until-before = "{ $what }" lies before the beginning of the membership.
circle-until-before-help = Check both dates.
circle-bad-number = "{ $what }": write a whole number from 1 to a million.
circle-bad-number-help = How it was said, such as "more than", is chosen beside it.
circle-too-many = At most { $what }.
circle-too-many-help = A greater number can be stated as a number.
circle-state-ahead = "{ $what }" has not come yet: in the future one can only plan.
circle-state-ahead-help = Enter the state "planned", or a date that has passed.
circle-state-not-so = This state cannot follow the one before.
circle-state-not-so-help = States go like this: planned, created, active, dormant, ended; what is dormant may become active again, and what has ended does not begin again.
circle-publish-needs-state = Say first what state it has.
circle-publish-needs-state-help = Else nobody could tell whether it is there yet.
circle-suits = What suits the members
circle-suits-lead = Open needs that resemble what the cluster can do, and calls to which its members may apply. Each suggestion has reasons that can be checked.
circle-suits-needs = Needs
circle-suits-needs-none = No open need resembles what the cluster can do.
circle-suits-members = Can do this by their own word:
circle-suits-nobody = No member named this competence; it resembles only the cluster as a whole.
circle-suits-calls = Calls
circle-suits-calls-none = No open call has a theme that matches what the members can do.
circle-suits-whole = The cluster as a whole: no member is named
