place-title = Території
place-lead = Де це: область, райони, громади та їхні населені пункти за Кодифікатором, а також місця за кордоном. Назви змінюються, коди — ні.
place-search = Назва або код
place-within = Показано лише те, що безпосередньо входить до:
place-within-all = Показати всі
place-none-help = Перевірте назву або код, приберіть фільтр рівня. Якщо територій ще немає зовсім, адміністратор додає їх командою «dotyk place import ФАЙЛ».
place-count = { $count ->
    [one] { $n } територія
    [few] { $n } території
   *[many] { $n } територій
}
place-people = { $count ->
    [one] { $n } житель
    [few] { $n } жителі
   *[many] { $n } жителів
}
place-below = { $count ->
    [one] { $n } територія у складі
    [few] { $n } території у складі
   *[many] { $n } територій у складі
}
place-level = Рівень
place-level-country = Країна
place-level-oblast = Область
place-level-raion = Район
place-level-hromada = Громада
place-level-settlement = Населений пункт
place-level-district = Район міста
place-level-foreign = Місце за кордоном
place-parents = Входить до
place-now = Тепер:
place-projects = Проєкти тут
place-needs = Потреби тут
place-organisations = Організації тут
place-map = На карті
place-map-of = Де це серед громад області: { $name }
place-boundary = Межі
place-code = Код
place-pcode = P-code (ООН)
place-koatuu = КОАТУУ (до 2020 року)
place-population = Населення
place-population-in = станом на { $year } рік
place-point = Широта і довгота
place-attribution-osm = © учасники OpenStreetMap, ODbL
place-attribution-geonames = © GeoNames, CC BY 4.0
place-names = Назви
place-name-first = перша відома назва
place-name-from = чинна від: { $day }
place-name-until = змінено: { $day }
place-no-name = Залиште принаймні одну назву
place-name-empty = Впишіть назву українською або англійською
place-name-undated = Вкажіть, відколи чинна назва «{ $what }»: без дати може бути лише перша
place-name-order = Назви мають іти за часом: дата «{ $what }» не пізніша за попередню
place-half-point = Точка потребує і широти, і довготи
place-bad-degrees = «{ $what }» не є градусами: широта від −90 до 90, довгота від −180 до 180, наприклад 48,94852
place-bad-number = «{ $what }» не є кількістю жителів: впишіть ціле число, наприклад 182520
place-bad-koatuu = «{ $what }» не є кодом КОАТУУ: у ньому десять цифр
place-bad-year = «{ $what }» не є роком: впишіть чотири цифри, наприклад 2022
place-ambiguous = Таку назву мають кілька територій; впишіть код потрібної. { $what }
place-field-name = Назви за часом
place-field-names = Назви за часом
place-field-name-hint = Перша назва без дати, кожна наступна — з датою, відколи вона чинна. Пишіть без слів «область», «район», «громада», «місто»: їх додає рівень.
place-field-name-uk = Назва українською
place-field-name-en = Назва англійською
place-field-valid-from = Чинна від
place-field-valid-from-hint = День, місяць, рік або проміжок: 17.05.2024, 2024-05, 2024, 2023/2025
place-field-population = Населення
place-field-population-hint = Скільки жителів, цілим числом
place-field-population-year = Рік, якого стосується ця кількість
place-field-lat = Широта
place-field-lat-hint = У градусах, наприклад 48,94852
place-field-lon = Довгота
place-field-lon-hint = У градусах, наприклад 38,49167
place-field-point-source = Звідки точка
place-field-point-source-hint = Від джерела залежить ліцензія: наприклад, osm-node, geonames
place-bring-idea = Маєте ідею для цієї території чи помітили помилку? Напишіть до установи:
place-column-parent = У складі
place-column-parent-id = Код вищої території
place-column-population = Людей
place-column-children = Територій у складі
place-column-lat = Широта
place-column-lon = Довгота
place-board = Що чекає
