# Exchange with partners.
exchange-nameless = the office’s IATI identifier; an administrator enters it in the settings
exchange-none-complete = no project of this list is published with all that is needed; the project’s card says what lacks
exchange-left-draft = it is a draft
exchange-left-nowhere = the country is not known
exchange-left-finding = { $id }: { $message }
exchange-check-title = Check an IATI file
exchange-check-lead = Choose an IATI file of 2.01 to 2.03, of activities or organisations, and learn what is wrong with it: by the schema, the code lists and the rules of the standard. The file is not kept anywhere.
exchange-check-file = XML file
exchange-check-file-hint = Up to { $n } MB.
exchange-check = Check
exchange-check-another = Check another one
exchange-check-else = Without this page
exchange-check-else-help = The same as data from anywhere, and large files by the program itself:
exchange-our-activities = The projects of this register as IATI
exchange-our-organisation = The organisation file of this register
exchange-valid = valid
exchange-not-valid = not valid
exchange-no-iati = no IATI file
exchange-clean = Nothing was found: the file keeps to the schema, the code lists and the rules.
exchange-items = { $count ->
    [one] { $n } item
   *[other] { $n } items
}
exchange-count-critical = { $count ->
    [one] { $n } critical finding
   *[other] { $n } critical findings
}
exchange-count-error = { $count ->
    [one] { $n } error
   *[other] { $n } errors
}
exchange-count-warning = { $count ->
    [one] { $n } warning
   *[other] { $n } warnings
}
exchange-places = { $count ->
    [one] { $n } place
   *[other] { $n } places
}
exchange-more = { $count ->
    [one] And { $n } more finding that is not shown here.
   *[other] And { $n } more findings that are not shown here.
}
exchange-severity-critical = critical
exchange-severity-error = error
exchange-severity-warning = warning
exchange-place = Line and column
exchange-identifier = Item
exchange-value = Value
exchange-hxl-title = Who does what, where, when and for whom
exchange-hxl-kind = Kind
exchange-hxl-project = project
exchange-hxl-delivery = delivery on a need
exchange-hxl-activity = Project or need
exchange-hxl-funding = Who funds
exchange-hxl-implementing = Who implements
exchange-hxl-receiver = Who receives
exchange-hxl-adm4 = Settlement
exchange-hxl-start = Start
exchange-hxl-end = End
exchange-hxl-status = Status
exchange-hxl-declared = delivered, not confirmed
exchange-hxl-confirmed = receipt confirmed
exchange-hxl-disputed = receipt disputed
exchange-hxl-whom = For whom
exchange-hxl-affected = People in need (once a need)
exchange-hxl-targeted = People targeted (once a project)
exchange-hxl-reached = People reached (once a project)
exchange-hxl-value = Budget (once a project)
exchange-hxl-qualifier = As said
