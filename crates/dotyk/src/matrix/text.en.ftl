matrix-title = Matrix of needs and help
matrix-lead = Community by sector: what is needed, who already works there, where a need meets nobody and where two do the same.
matrix-cell = A cell of the matrix
matrix-show = What to show
matrix-show-needs = Open needs
matrix-show-money = Money at work, thousand UAH
matrix-show-gaps = Gaps
matrix-show-overlaps = Overlaps
matrix-show-person = Money per resident, UAH
matrix-show-help-needs = The number: how many needs still lack something.
matrix-show-help-money = The money of projects under way on the day and of what partners publish; in hryvnias.
matrix-show-help-gaps = The number: how many needs are open where nobody works.
matrix-show-help-overlaps = The number: how many projects and activities are in one community and sector at one time, where there are two or more.
matrix-show-help-person = Money at work divided by the residents of the community, where their number is known.
matrix-sector = Sector
matrix-community = Community
matrix-sum = In all
matrix-above = For a whole raion or oblast
matrix-unsaid = Sector not said
matrix-all-places = All communities
matrix-all-sectors = All sectors
matrix-widen = Show all communities and sectors
matrix-none = There is neither an open need nor anything under way on this day.
matrix-none-needs = There are no open needs.
matrix-none-money = Nothing is under way on this day.
matrix-none-gaps = There are no gaps: wherever there is a need, somebody works.
matrix-none-overlaps = There are no overlaps.
matrix-none-person = Of no community are both the money and the number of residents known.
matrix-nowhere-help = The matrix shows the communities of the office. First an administrator adds places by the codifier and names the office’s own in «Office»:
matrix-help = A need or a project of several communities or sectors stands in each, and counts once in «In all», so the cells together may be more. A column is a category of the DAC list; its name opens its purposes. What names no place is not counted here.
matrix-help-money = The money of a project is the last word of one source, divided among sectors by their shares where these are known; among communities money is not divided by guess. Hryvnias are at the office’s rate of the day of the figure, for needs and activities of the day asked for; a sum that lacks a part is «at least».
matrix-help-emergency = The emergency narrows only the needs: projects and activities are all shown.
matrix-open-needs = Open needs
matrix-people = People
matrix-cost = Estimated cost of what is open
matrix-projects = Projects under way
matrix-published = Activities of partners (IATI)
matrix-published-help = What partners publish themselves by the IATI standard and the office has no project of.
matrix-active = Who works there
matrix-money = Money at work
matrix-person = Per resident
matrix-gap = A gap.
matrix-gap-help = A need is open, and nobody works here in this sector.
matrix-overlap = An overlap.
matrix-overlap-help = Two or more do the like in one community, sector and time: worth joining or keeping apart.
matrix-kind = Kind of record
matrix-all-kinds = Show everything that is counted here
matrix-no-needs = There are no open needs.
matrix-no-projects = There are no projects.
matrix-no-activities = Partners publish nothing of the kind.
matrix-nobody = nobody works there
matrix-unknown = n/k
matrix-cell-said = { $row }, { $column }: { $what }
matrix-share = { $percent } % of it belongs here
matrix-population = Residents
matrix-column-code = Code of the community
matrix-column-sector-name = Name of the sector
matrix-column-cost = Cost of what is open, UAH
matrix-column-cost-meant = How the cost is meant
matrix-column-cost-said = Cost as it was said
matrix-column-money = Money at work, UAH
matrix-column-money-meant = How the money is meant
matrix-column-money-said = Money as it was said
matrix-column-person = Per resident, UAH
matrix-needs = { $count ->
    [one] { $n } open need
   *[other] { $n } open needs
}
matrix-activities = { $count ->
    [one] { $n } activity of partners
   *[other] { $n } activities of partners
}
matrix-places = { $count ->
    [one] in { $n } community
   *[other] in { $n } communities
}
matrix-for-people = { $count ->
    [one] for at least { $n } person
   *[other] for at least { $n } people
}
matrix-gaps = { $count ->
    [one] { $n } gap
   *[other] { $n } gaps
}
matrix-overlaps = { $count ->
    [one] { $n } overlap
   *[other] { $n } overlaps
}
