portal-lead = What communities need, who helps, what was agreed, what is being built, and what came of it. Every number opens into its records and sources.
portal-directions = Directions of work
portal-no-directions = No directions are set yet. The administrator adds them under Office.
portal-next = What is next
portal-all-steps = All steps
portal-newest = Projects
portal-all-projects = All projects
portal-sources = What this rests on
portal-map-title = Map
portal-map-by = What to show
portal-map-by-projects = Number of projects
portal-map-by-money = Money
portal-map-measure = Measure
portal-map-currency = Currency
portal-map-level-country = Countries
portal-map-level-oblast = Oblasts
portal-map-level-raion = Raions
portal-map-level-hromada = Hromadas
portal-map-level-settlement = Settlements
portal-map-level-district = City districts
portal-map-level-foreign = Places abroad
portal-map-list = These projects as a list
portal-map-legend = Legend
portal-map-circles = The area of a circle is as large as its number; it stands at the point that the register knows, else in the middle of the known points within.
portal-map-table = The same numbers in a table
portal-map-projects = Projects
portal-map-money = Money
portal-map-no-money = sum unknown
portal-map-not-drawn = not on the map: its point is not known
portal-map-none = There are no projects here that fit what was chosen.
portal-map-whole = For the whole place, or not divided
portal-map-several = A project in several places counts in each of them, so the rows may add up to more than the total.
portal-map-money-help = Money is added up within one currency only; of each project the last word of one source counts; the money of a project in several places is not divided by guess. The sums of projects that are parts of each other may overlap.
portal-map-nowhere = There are no places yet
portal-map-nowhere-help = The map shows what is done where. First an administrator adds the places of the codifier, and names the place of the office under Office:
portal-map-no-points = Nothing to draw
portal-map-no-points-help = The register knows no point here. The table below shows the same numbers. An administrator adds points by a table with the columns code, lat, lon, source:
portal-map-teach = How to show areas
portal-map-teach-help = If you have a GeoJSON file of areas (the code as the property code or katotth) and the right to use it, an administrator takes it in once. Areas are simplified, and whose data it is always stands below the map:
portal-idea = Have an idea?
portal-idea-help = The office supports ideas that communities hold important. Write what is needed, where and for whom.
portal-search = Search
portal-search-words = What to look for
portal-search-do = Search
portal-search-none = Try another word, remove a filter, or begin with a section above. The search knows forms of words, names old and new, and forgives a slip of one letter.
portal-corrected = Nothing has your words; shown is: { $words }
portal-narrow = Narrow down
portal-facet-kind = What it is
portal-facet-direction = Direction
portal-facet-stage = Stage
portal-facet-place = Where
portal-found = { $count ->
    [one] { $n } record found.
   *[other] { $n } records found.
}
portal-desk = Your desk
portal-desk-clear = None waits.
portal-desk-drafts = Drafts to publish
portal-desk-overdue = Overdue
portal-desk-soon = This week
portal-desk-silent = To confirm: silent for over 90 days
portal-desk-none = Nothing.
portal-key-numbers = What was done
portal-holds = The register holds
portal-other-sources = { $count ->
    [one] { $n } other source speaks of it.
   *[other] { $n } other sources speak of it.
}
