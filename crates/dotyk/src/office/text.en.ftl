office-title = Office
office-lead = Its name, its territory, and what it counts. Nothing here is fixed.
office-settings = Name and addresses of the office
office-yes = yes
office-no = no
office-directions = Directions of work
office-directions-edit = Change directions
office-directions-hint = In the order of the first column. An address does not change later, since records point to it. A direction that records rest on does not go away.
office-measures = What is counted
office-measures-edit = Change measures
office-measures-hint = Forms of the word parted by |: four in Ukrainian (квартира|квартири|квартир|квартири), two in English (flat|flats). An address does not change later.
office-terms = Periods set by law
office-terms-edit = Change periods
office-terms-hint = A period holds from its day until a newer one with the same address begins. An empty row takes a period away.
office-rates = Exchange rates
office-rates-lead = How many hryvnias one unit of a currency was worth from a day on, and who says so. The register converts amounts by these.
office-rates-all = All rates, add a rate
office-rates-import = Take in a table
office-rates-count = { $count ->
    [one] { $n } rate in all
   *[other] { $n } rates in all
}
office-rates-added = { $count ->
    [one] { $n } rate was taken in
   *[other] { $n } rates were taken in
}
office-rate-add = Add a rate
office-rate-from = from
office-row = Row { $row }:
office-rows-wrong = { $count ->
    [one] The table was not taken in: { $n } row is wrong, as said below
   *[other] The table was not taken in: { $n } rows are wrong, as said below
}
office-rows-none = there is no rate in the table
office-rows-many = too many rows, at most { $what } at once
office-row-broken = the row cannot be read
office-days = { $count ->
    [one] { $n } day
   *[other] { $n } days
}
office-working-days = { $count ->
    [one] { $n } working day
   *[other] { $n } working days
}
office-bad-slug = “{ $what }” will not do: lower-case Latin letters, digits, and hyphens between them
office-slug-twice = The address “{ $what }” stands twice
office-bad-order = “{ $what }” is no whole number
office-bad-key-order = “{ $what }” is no place on the home page: a number from 0 (not shown) to 99
office-bad-days = “{ $what }” is no number of days from 1 to 3660
office-bad-forms = Not all forms of the word are here: “{ $what }”
office-bad-currency = “{ $what }” is no currency code: three Latin letters, such as USD
office-bad-rate-day = “{ $what }” is no day: write 2020-12-31 or 31.12.2020
office-bad-mail = “{ $what }” does not look like a mail address
office-bad-base-url = The address begins with https:// and has no spaces or question marks: “{ $what }”
office-bad-iati-identifier = An identifier is a country, a register and a code, such as UA-EDR-12345678: “{ $what }”
office-field-name = Name
office-field-name-uk = Name in Ukrainian
office-field-name-en = Name in English
office-field-place = Territory
office-field-place-hint = Its KATOTTH code
office-field-mail = Mail
office-field-mail-hint = Where ideas and corrections are sent; shown on every page
office-field-base-url = Web address
office-field-base-url-hint = How the register is opened from outside, such as https://dotyk.example.gov.ua. Links in mail need it.
office-field-iati-identifier = IATI identifier
office-field-iati-identifier-hint = Under which the office publishes its projects: UA-EDR- and its code in the state register. Without it nothing is published.
office-field-order = Order
office-field-slug = Address
office-field-unit = Unit in data
office-field-money = Money
office-field-forms = Forms of the word
office-field-forms-uk = Forms in Ukrainian
office-field-forms-en = Forms in English
office-field-valid-from = Holds from
office-field-days = Days
office-field-working = Working days only
office-field-law-uk = Law, in Ukrainian
office-field-law-en = Law, in English
office-field-doubt-uk = Doubt, in Ukrainian
office-field-doubt-en = Doubt, in English
office-field-currency = Currency
office-field-currency-hint = ISO 4217 code: USD, EUR
office-field-day = Day
office-field-day-hint = The day it holds from: 2020-12-31
office-field-rate = Hryvnias for one unit
office-field-rate-hint = Such as 28.2746
office-field-source = Who says so
office-field-source-hint = Such as: National Bank of Ukraine
office-field-csv = Table
office-field-csv-hint = A row for each rate: currency, day, rate and, if you like, who says so. Paste it here or choose a CSV file.
office-field-file = Or a file
office-field-directions = Directions
office-field-measures = Measures
office-field-rates = Rates
office-field-terms = Periods
office-field-named = Has names
office-field-key-order = On the home page, in order
office-column-currency = Currency
office-column-day = Day
office-column-source = Who says so
office-column-set-by = Entered by
