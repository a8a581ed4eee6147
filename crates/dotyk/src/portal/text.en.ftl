portal-lead = What communities need, who helps, what was agreed, what is being built, and what came of it. Every number opens into its records and sources.
portal-directions = Directions of work
portal-no-directions = No directions are set yet. The administrator adds them under Office.
portal-next = What is next
portal-all-steps = All steps
portal-newest = Projects
portal-all-projects = All projects
portal-sources = What this rests on
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
