place-title = Places
place-lead = Where it is: the oblast, raions, hromadas and their settlements by the national codifier, and places abroad. Names change, codes do not.
place-search = Name or code
place-within = Shows only what lies right below:
place-within-all = Show all
place-none-help = Check the name or code, or remove the filter of the level. If there are no places at all yet, an administrator adds them with “dotyk place import FILE”.
place-count = { $count ->
    [one] { $n } place
   *[other] { $n } places
}
place-people = { $count ->
    [one] { $n } inhabitant
   *[other] { $n } inhabitants
}
place-below = { $count ->
    [one] { $n } place within
   *[other] { $n } places within
}
place-level = Level
place-level-country = Country
place-level-oblast = Oblast
place-level-raion = Raion
place-level-hromada = Hromada
place-level-settlement = Settlement
place-level-district = City district
place-level-foreign = Place abroad
place-parents = Lies in
place-now = Now:
place-projects = Projects here
place-needs = Needs here
place-organisations = Organisations here
place-map = On the map
place-map-of = Where it lies among the hromadas of the oblast: { $name }
place-boundary = Area
place-code = Code
place-pcode = P-code (UN)
place-koatuu = KOATUU (until 2020)
place-population = Population
place-population-in = in { $year }
place-point = Latitude and longitude
place-attribution-osm = © OpenStreetMap contributors, ODbL
place-attribution-geonames = © GeoNames, CC BY 4.0
place-names = Names
place-name-first = the first name known
place-name-from = valid from: { $day }
place-name-until = changed: { $day }
place-no-name = Leave at least one name
place-name-empty = Give the name in Ukrainian or in English
place-name-undated = Say from when the name “{ $what }” is valid: only the first may have no date
place-name-order = Names must stand in the order of time: the date “{ $what }” is not later than the one before
place-half-point = A point needs both latitude and longitude
place-bad-degrees = “{ $what }” is not in degrees: latitude from −90 to 90, longitude from −180 to 180, for example 48.94852
place-bad-number = “{ $what }” is no number of inhabitants: write a whole number, for example 182520
place-bad-koatuu = “{ $what }” is no KOATUU code: it has ten digits
place-bad-year = “{ $what }” is no year: write four digits, for example 2022
place-ambiguous = Several places have this name; write the code of the one you mean. { $what }
place-field-name = Names in the order of time
place-field-names = Names in the order of time
place-field-name-hint = The first name has no date; each later one has the date from which it is valid. Leave out the words oblast, raion, hromada, city: the level adds them.
place-field-name-uk = Name in Ukrainian
place-field-name-en = Name in English
place-field-valid-from = Valid from
place-field-valid-from-hint = A day, a month, a year or an interval: 2024-05-17, 2024-05, 2024, 2023/2025
place-field-population = Population
place-field-population-hint = How many inhabitants, a whole number
place-field-population-year = The year of this number
place-field-lat = Latitude
place-field-lat-hint = In degrees, for example 48.94852
place-field-lon = Longitude
place-field-lon-hint = In degrees, for example 38.49167
place-field-point-source = Where the point comes from
place-field-point-source-hint = The licence depends on it: for example osm-node, geonames
place-bring-idea = An idea for this place, or a mistake? Write to the office:
place-column-parent = Part of
place-column-parent-id = Code of the place above
place-column-population = People
place-column-children = Places below
place-column-lat = Latitude
place-column-lon = Longitude
place-board = What waits
