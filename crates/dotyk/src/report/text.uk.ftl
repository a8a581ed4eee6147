report-title = Звіти
report-lead = Що зроблено за рік, півріччя, квартал чи будь-який час. Кожне число відкривається до записів, які воно рахує, і до джерел.
report-of = Звіт: { $period }
report-half = { $number } півріччя { $year } р.
report-quarter = { $number } квартал { $year } р.
report-as-of = Станом на { $day }
report-public = Звіт складено лише з того, що видно всім.
report-summary = На одній сторінці
report-whole = Увесь звіт
report-other-periods = Інший період
report-narrow = Інший період або частина роботи
report-period = Період
report-period-hint = 2020, 2020-H1, 2020-Q3 або 2020-08
report-from = Від дня
report-until = До дня
report-show = Показати
report-price = Ціна одиниці, за якою пораховано
report-at-rate = { $amount } за курсом { $rate } на { $day }
report-agreements = Угоди
report-agreements-signed = { $count ->
    [one] { $n } підписана
    [few] { $n } підписані
   *[many] { $n } підписаних
}
report-agreements-renewal = { $count ->
    [one] { $n } має бути перепідписана
    [few] { $n } мають бути перепідписані
   *[many] { $n } мають бути перепідписані
}
report-contents = Розділи звіту
report-key = Головні числа
report-achievements = Головні досягнення
report-ranked = Порядок визначають правила установи: бал є сумою причин.
report-score = Бал { $n }
report-choose = Виділити або сховати
report-pin = Поставити першим
report-hide = Не показувати серед досягнень
report-take-back = Скасувати рішення
report-why = Чому
report-why-needed = Напишіть, чому
report-why-needed-help = Хто читає звіт, має бачити причину: до { $what } знаків.
report-hidden = Не показано серед досягнень
report-choice-pinned = Поставлено першим
report-choice-hidden = Сховано
report-what = Що порівнюємо
report-what-all = Що відбулося
report-what-done = Зроблено
report-what-started = Розпочато
report-what-agreed = Погоджено
report-what-promised = Обіцяно
report-what-other = Інше
report-part = Частина звіту
report-part-in-period = у межах періоду
report-part-undated = без точного дня, сказано про період
report-part-since = відтоді, до дня звіту
report-part-short-undated = без дня
report-part-short-since = після періоду
report-kind = Вид запису
report-counted-once = Кожен запис пораховано раз, скільки б джерел про нього не говорило.
report-shared = { $count ->
    [one] { $n } запис належить до кількох напрямів; у підсумку його пораховано раз.
    [few] { $n } записи належать до кількох напрямів; у підсумку їх пораховано раз.
   *[many] { $n } записів належать до кількох напрямів; у підсумку їх пораховано раз.
}
report-picture = Скільки чого відбулося за напрямами
report-direction = Напрям
report-no-direction = Поза напрямами
report-funder = Хто платить
report-no-funder = Не сказано, хто платить
report-with = Порівняти з
report-beside = Поруч: { $period }
report-beside-help = Інший період прочитано станом на { $day }: через стільки ж днів після його кінця.
report-difference = Різниця
report-same = без змін
report-nobody-says = ніхто не каже
report-all = Усі
report-stated = Сказано
report-recorded = Названо
report-none-named = сказано { $stated }, жодного не названо
report-some-named = { $count ->
    [one] сказано { $stated }, названо { $n }
    [few] сказано { $stated }, названо { $n }
   *[many] сказано { $stated }, названо { $n }
}
report-named-twice = { $count ->
    [one] { $n } назване двічі пораховано раз
    [few] { $n } названі двічі пораховано раз
   *[many] { $n } названих двічі пораховано раз
}
report-may-overlap = не всі названі, тож те саме може бути сказано двічі: це верхня межа
report-not-counted = у сумі не пораховано: про те саме сказано пізніше, повніше або в іншому джерелі
report-next = Що далі
report-money = Гроші
report-money-help = Якщо платять кілька, уся сума стоїть біля кожного; разом її пораховано раз. У гривнях — за курсом дня, про який каже джерело.
report-money-once = Разом, кожну суму раз
report-amount = Сума
report-unconverted = { $count ->
    [one] { $n } сума без дня або курсу, у гривні не переведена
    [few] { $n } суми без дня або курсу, у гривні не переведені
   *[many] { $n } сум без дня або курсу, у гривні не переведені
}
report-places = Де
report-places-help = Проєкт у кількох місцях пораховано в кожному з них.
report-projects = Проєкти
report-abridged = Показників надто багато, щоб назвати кожен: показано лише суми. Кожна відкривається до своїх записів.
report-none = За цей час у реєстрі нічого немає
report-none-help = Оберіть інший період або приберіть умову.
report-not-begun = День звіту раніший за період
report-not-begun-help = Станом на цей день період { $what } ще не почався. Оберіть пізніший день.
report-records = Записи за числом
report-records-count = { $count ->
    [one] { $n } запис.
    [few] { $n } записи.
   *[many] { $n } записів.
}
report-changes = Що змінилося у звіті
report-since = Від якого рядка журналу
report-changed = { $count ->
    [one] Змінено { $n } запис звіту.
    [few] Змінено { $n } записи звіту.
   *[many] Змінено { $n } записів звіту.
}
report-changed-since = Після рядка { $n } журналу.
report-fingerprint = Відбиток
report-fingerprint-help = За відбитком dotyk report verify скаже, чи записи досі кажуть те саме.
report-position = рядок { $n } журналу.
report-finished-in-period = завершено в межах періоду
report-finished-undated = завершено, день не названо
report-finished-since = завершено після періоду
report-said-people = охоплено людей: { $n }
report-said-money = гроші: { $n }
report-said-first = нічого подібного раніше не було
report-said-lasting = лишилося надовго: { $n }
report-rules = Правила досягнень
report-rules-lead = Бал досягнення є сумою причин: вага, помножена на величину від 0 до 1. Змініть ваги й подивіться, що зміниться, перш ніж зберегти.
report-rules-saved = Правила збережено.
report-rule-finished = Завершено в періоді
report-rule-help-finished = Завершене в періоді — уся вага, завершене потім або без дня — половина.
report-rule-people = Охоплені люди
report-rule-help-people = Удесятеро більше людей — на одну шосту ваги більше.
report-rule-money = Гроші
report-rule-help-money = У гривнях за курсом дня; удесятеро більше — на одну десяту ваги більше.
report-rule-first = Уперше
report-rule-help-first = До цього в реєстрі не було проєкту того самого сектору.
report-rule-lasting = Лишилося надовго
report-rule-help-lasting = Житло, будівлі, автомобілі: половина ваги за перше, решта за кількістю.
report-usual = Звичайно { $weight }.
report-bad-weight = Вага «{ $what }» не годиться: число від 0 до 5, до трьох знаків після коми
report-changed-meanwhile = Хтось змінив правила, поки ви їх правили: перевірте й збережіть ще раз
report-day = День звіту
report-day-hint = На який день складати звіти, якщо ніхто не назвав іншого. Порожнє — на сьогодні.
report-measures = Що рахують показники
report-measures-hint = Які з них рахують охоплених людей, а які — те, що лишається надовго. Вплив буде видно після збереження.
report-counts = Що це рахує
report-counts-people = людей
report-counts-lasting = те, що лишається
report-preview = Подивитися, що зміниться
report-preview-of = Дивитися на період
report-effect = Що зміниться
report-before = Було
report-after = Стане
report-column-note = Пояснення
report-when = Коли
report-table-key = Головні числа
report-table-achievements = Досягнення
report-table-figures = Показники
report-table-steps = Кроки
report-table-money = Гроші
report-table-places = Місця
report-and-more = і ще { $n }
report-page = Сторінка
report-map = Скільки проєктів звіту в кожному місці: чим більше коло, тим більше проєктів
report-map-left-out = { $count ->
    [one] { $n } місце таблиці не на мапі
    [few] { $n } місця таблиці не на мапі
   *[many] { $n } місць таблиці не на мапі
}
report-column-score = Вага
