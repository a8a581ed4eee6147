emergency-title = Надзвичайні події
emergency-lead = Епідемії, пожежі, повені та інше лихо: що сталося, що потрібно, що закрито, хто вивчає наслідки і що радить.
emergency-new = Додати надзвичайну подію
emergency-none-help = Тут з’являються події, через які комусь потрібна допомога. Потреби називають подію її словом, як covid-19-2020; подія збирає їх на одній сторінці.
emergency-without-filter = показати всі
emergency-count = { $count ->
    [one] { $n } надзвичайна подія
    [few] { $n } надзвичайні події
   *[many] { $n } надзвичайних подій
}
emergency-nameless = Потреби називають події, яких тут ще немає
emergency-nameless-help = Створіть подію з цим словом, і її потреби стануть на її сторінку.
emergency-state = Стан
emergency-state-ahead = очікується
emergency-state-ongoing = триває
emergency-state-over = минула
emergency-kind-epidemic = Епідемія
emergency-kind-wildfire = Лісова або степова пожежа
emergency-kind-fire = Пожежа в місті чи будівлі
emergency-kind-flood = Повінь
emergency-kind-flash-flood = Раптовий паводок
emergency-kind-storm = Буря
emergency-kind-wind = Сильний вітер
emergency-kind-cold-wave = Сильний мороз
emergency-kind-heat-wave = Спека
emergency-kind-drought = Посуха
emergency-kind-landslide = Зсув
emergency-kind-earthquake = Землетрус
emergency-kind-infestation = Нашестя комах
emergency-kind-technological = Техногенна аварія
emergency-kind-conflict = Війна та її наслідки
emergency-kind-other = Інше
emergency-draft-help = Бачить лише установа.
emergency-withdrawn = Цю подію вилучено { $at }: її немає в жодному списку.
emergency-withdraw = Вилучити
emergency-bring-back = Повернути як чернетку
emergency-help = Можете допомогти або знаєте більше? Напишіть до установи.
emergency-numbers = Числа
emergency-numbers-none = Ще жодного числа: скільки людей постраждало, що згоріло, які збитки. Кожне число має джерело.
emergency-needs-title = Потреби
emergency-needs-none = Потреб, які стосуються цієї події, тут ще немає.
emergency-needs = Потреб
emergency-open = Ще бракує
emergency-open-needs = Потреб, яким бракує
emergency-open-count = { $count ->
    [one] { $n } потребі ще бракує
    [few] { $n } потребам ще бракує
   *[many] { $n } потребам ще бракує
}
emergency-lines = Позицій
emergency-line-count = { $count ->
    [one] { $n } позиція
    [few] { $n } позиції
   *[many] { $n } позицій
}
emergency-untouched = Ніхто не обіцяв
emergency-partly = Обіцяно частково
emergency-covered = Закрито обіцянками
emergency-received = З них отримано
emergency-of-these-received = з них отримано
emergency-lapsed-count = { $count ->
    [one] Ще { $n } потребу давно не підтверджували, її тут не враховано.
    [few] Ще { $n } потреби давно не підтверджували, їх тут не враховано.
   *[many] Ще { $n } потреб давно не підтверджували, їх тут не враховано.
}
emergency-urgent = Найнагальніше
emergency-waits = { $count ->
    [0] заявлено сьогодні
    [one] чекає { $n } день
    [few] чекає { $n } дні
   *[many] чекає { $n } днів
}
emergency-unsaid = не сказано
emergency-by-sector = За галуззю (код DAC)
emergency-by-place = За територією
emergency-by-unit = За одиницею виміру
emergency-by-unit-help = В одній одиниці можуть бути різні речі, тож це не потреба в чомусь одному. Різних одиниць не додано.
emergency-money-none = Скільки це може коштувати, не сказано.
emergency-money-open = з них ще бракує
emergency-money-lines = { $count ->
    [one] вартість відома для { $n } позиції
    [few] вартість відома для { $n } позицій
   *[many] вартість відома для { $n } позицій
}
emergency-studies = Дослідження збитків і наслідків
emergency-studies-none = Жодного дослідження ще не записано.
emergency-study-new = Додати дослідження
emergency-study-planned = заплановано
emergency-study-under-way = виконується
emergency-study-published = оприлюднено
emergency-read = Читати
emergency-recommendations = Рекомендації
emergency-recommendation-new = Додати рекомендацію
emergency-no-steps = Жодного кроку за цією рекомендацією ще немає.
emergency-steps = Кроки
emergency-steps-none = Жодного кроку ще не записано.
emergency-talks = Перемовини з донорами
emergency-talks-help = Бачить лише установа, доки не укладено угоду. Потім публіка бачить, з ким, про що і на яку суму домовлено, але не хід перемовин.
emergency-talk-new = Додати перемовини
emergency-talk-move = Записати новий стан
emergency-talk-idea = задум
emergency-talk-approached = звернулися
emergency-talk-in-talks = перемовини
emergency-talk-promised = обіцяно
emergency-talk-contracted = угоду укладено
emergency-talk-declined = відмовлено
emergency-funder-unsaid = Донора не названо
emergency-sheet = Аркуш, щоб надіслати
emergency-sheet-what = Що сталося
emergency-sheet-needed = Що потрібно насамперед
emergency-sheet-none = Оприлюднених потреб, яким чогось бракує, зараз немає.
emergency-sheet-uncounted = Оприлюднених потреб, які називають цю подію, ще немає.
emergency-sheet-covered = Що вже закрито
emergency-sheet-money = Орієнтовна вартість:
emergency-sheet-ask = Кого питати
emergency-column-place-ids = Коди територій
emergency-field-name-uk = Назва
emergency-field-name-hint = Наприклад: Лісові пожежі 2020 року
emergency-field-name-en = Назва англійською
emergency-field-slug = Слово, яким її називають потреби
emergency-field-slug-hint = Латинські літери, цифри й дефіс: covid-19-2020. Порожнє візьметься з назви; потім воно не змінюється
emergency-field-kind = Вид
emergency-field-glide = Номер GLIDE
emergency-field-glide-hint = Міжнародний номер лиха, якщо він є: EP-2020-000012-001
emergency-field-began = Почалася
emergency-field-ended = Скінчилася
emergency-field-ended-hint = Порожнє, поки триває
emergency-field-places = Території
emergency-field-places-hint = Де це сталося: область, район, громада; код або точна назва
emergency-field-about-uk = Що сталося
emergency-field-about-hint = Кілька речень для людини, яка нічого про це не знає
emergency-field-about-en = Що сталося, англійською
emergency-field-title-uk = Назва
emergency-field-title-en = Назва англійською
emergency-field-state = Стан
emergency-field-maker = Хто виконує
emergency-field-maker-hint = Організація з реєстру
emergency-field-who = або словами
emergency-field-who-hint = Якщо в реєстрі її немає
emergency-field-date = Коли вийшло або має вийти
emergency-field-link = Де прочитати
emergency-field-link-hint = Адреса сторінки або файла, https://…
emergency-field-covers-uk = Що охоплює
emergency-field-covers-hint = Територія, час, які збитки й наслідки
emergency-field-covers-en = Що охоплює, англійською
emergency-field-source-hint = Саме дослідження або те, звідки про нього відомо
emergency-field-what-uk = Що радять
emergency-field-what-hint = Одне речення: що зробити
emergency-field-what-en = Що радять, англійською
emergency-field-locator = Місце в дослідженні
emergency-field-study = Дослідження
emergency-field-studies = Дослідження
emergency-field-recommendations = Рекомендації
emergency-field-talks = Перемовини
emergency-field-funder = Донор
emergency-field-talk-uk = Про що
emergency-field-talk-hint = На що просять гроші
emergency-field-talk-en = Про що, англійською
emergency-field-amount = Сума
emergency-field-currency = Валюта
emergency-field-currency-hint = Три літери: UAH, USD, EUR
emergency-field-next = Наступний крок
emergency-field-next-hint = Що робить установа далі
emergency-field-next-due = До коли
emergency-field-project = Проєкт, що з цього постав
emergency-field-project-hint = Адреса або точна назва проєкту
emergency-field-since = Коли
emergency-field-note = Примітка
emergency-bad-slug = «{ $what }» не підходить або вже зайняте: лише малі латинські літери, цифри й дефіс
emergency-bad-glide = «{ $what }» не є номером GLIDE: дві літери лиха, рік, шість цифр, країна, як EP-2020-000012-001
emergency-other-hazard = Номер «{ $what }» каже про інший вид лиха: змініть вид або номер
emergency-ended-before = «{ $what }» раніше, ніж почалася
emergency-place-twice = Цю територію вже названо: { $what }
emergency-too-many = Забагато: щонайбільше { $what }
emergency-bad-link = «{ $what }» не є адресою сторінки: почніть з https://
emergency-study-where = Оприлюднене дослідження десь можна прочитати: додайте адресу або джерело
emergency-what-needed = Напишіть, що радять, хоча б однією мовою
emergency-talk-needed = Назвіть донора або напишіть, про що перемовини
emergency-talk-state-needed = Оберіть, як далеко зайшли перемовини
emergency-amount-above-zero = «{ $what }» не є сумою: вона більша за нуль
emergency-talk-date-order = Раніше за попередній стан
emergency-talk-date-order-help = «{ $what }» раніше, ніж попередній запис про ці перемовини. Перевірте дату.
emergency-talk-not-so = Так перемовини не йдуть
emergency-talk-not-so-help = Після нинішнього стану цей не настає. Якщо перемовини зірвалися, запишіть «відмовлено»; потім їх можна почати знову.
emergency-map = Відкриті потреби за громадами
emergency-map-help = Число: скільки потреб громади ще не покрито; ті самі числа в таблиці нижче.
emergency-map-undrawn = { $count ->
    [one] { $n } потреби тут немає: її місце невідоме або ширше за громаду.
    [few] { $n } потреб тут немає: їхні місця невідомі або ширші за громаду.
   *[many] { $n } потреб тут немає: їхні місця невідомі або ширші за громаду.
}
