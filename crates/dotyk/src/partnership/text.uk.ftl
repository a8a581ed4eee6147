partnership-title = Партнерства
partnership-lead = Міста й області, пов’язані надовго: хто з ким, відколи, що з цього вийшло і чого бракує.
partnership-new = Додати партнерство
partnership-none-help = Партнерство з’являється тут, щойно нашу сторону обрано або сторони заговорили: місто з містом, область з краєм.
partnership-without-filter = показати всі
partnership-count = { $count ->
    [one] { $n } партнерство
    [few] { $n } партнерства
   *[many] { $n } партнерств
}
partnership-beside = Партнерства
partnership-kind-city = Місто з містом
partnership-kind-region = Область з регіоном
partnership-kind-institution = Установа з установою
partnership-side-ours = Наша сторона
partnership-side-theirs = Сторона з-за кордону
partnership-state-chosen = обрано
partnership-state-talks = перемовини
partnership-state-agreed = домовлено
partnership-state-active = діє
partnership-state-dormant = завмерло
partnership-state-ended = завершено
partnership-state-since = Від
partnership-since = Сторони пов’язані від
partnership-sides = Хто з ким
partnership-history = Як усе йшло
partnership-no-states = Як усе йшло, ще не записано.
partnership-later = (на цей день ще попереду)
partnership-move = Записати новий стан
partnership-next = Що далі
partnership-chain = Партнерство, події, угоди, проєкти
partnership-withdraw = Вилучити
partnership-bring-back = Повернути
partnership-gaps = Чого бракує
partnership-gap-partner = Сторони з-за кордону не названо
partnership-gap-agreement = Угоди ще немає
partnership-gap-record = Угоди немає в реєстрі
partnership-gap-signature = Угоду ще не підписано
partnership-gap-side = Угода пов’язує не всі сторони
partnership-gap-help-signature = З партнерства вийшла угода, але на цей день її ніхто не підписав.
partnership-gap-help-side = Серед підписаних угод, що вийшли з партнерства, немає жодної, яку підписала сторона:
partnership-gap-help-partner = Нашу сторону обрано, а з ким вона в парі, не сказано.
partnership-gap-help-agreement = Сторону обрано або сторони розмовляють, а меморандуму чи угоди серед того, що з цього вийшло, немає.
partnership-gap-help-record = Джерело каже, що сторони домовилися, а самої угоди серед того, що з цього вийшло, немає.
partnership-abroad = Партнери за кордоном
partnership-abroad-table = Скільки партнерств із кожним
partnership-picture-help = Круги стоять на своїх координатах і тим більші, чим більше партнерств. Сітка — градуси; кордонів тут не намальовано.
partnership-not-drawn = координат не записано
partnership-field-title-uk = Назва
partnership-field-title-hint = Наприклад: Енсхеде – Сєвєродонецьк
partnership-field-title-en = Назва англійською
partnership-field-about-uk = Про що домовлено
partnership-field-about-en = Про що домовлено, англійською
partnership-field-kind = Вид
partnership-field-state = Стан
partnership-field-states = Як усе йшло
partnership-field-states-hint = Рядки за днями, найраніший перший. Дата може бути частковою: 2020, 2021-03.
partnership-field-side = Чия сторона
partnership-field-sides = Сторони
partnership-field-sides-hint = Територія, організація або обидві. Потрібна хоча б одна наша; чужої може ще не бути.
partnership-field-project = Проєкт, у межах якого
partnership-field-project-hint = Адреса або точна назва проєкту
partnership-field-programme = Програма, у межах якої
partnership-field-note-uk = Примітка
partnership-field-note-en = Примітка англійською
partnership-ours-needed = Потрібна хоча б одна наша сторона
partnership-side-empty = Впишіть територію або організацію
partnership-side-twice = Ця сторона вже є
partnership-too-many = Забагато рядків: щонайбільше { $what }
partnership-does-not-follow = Такий стан тут не настає: { $what }
partnership-does-not-follow-help = «{ $what }»: спершу обрано, далі перемовини, домовлено, діє. Завмерле може ожити, завершене — вести до нових перемовин.
partnership-bad-day = Ця дата не підходить: { $what }
partnership-bad-day-help = «{ $what }» раніше за попередній стан або ще попереду. Перевірте день.
partnership-no-source = Такого джерела немає
partnership-no-source-help = «{ $what }» не знайдено серед джерел. Впишіть адресу джерела з його сторінки.
partnership-scorecard = Хто на зв’язку, а хто замовк
partnership-scorecard-lead = Коли від кожної організації щось чули востаннє, що вона обіцяла й ще не привезла, які її кроки прострочено. Для своїх: відвідувачі цього не бачать.
partnership-scorecard-none = Щойно в реєстрі з’явиться проєкт, обіцянка чи крок якоїсь організації, вона стане тут.
partnership-scores = { $count ->
    [one] { $n } організація.
    [few] { $n } організації.
   *[many] { $n } організацій.
}
partnership-gone-quiet = { $count ->
    [one] Замовкла { $n }.
    [few] Замовкли { $n }.
   *[many] Замовкло { $n }.
}
partnership-days = { $count ->
    [one] { $n } день тому
    [few] { $n } дні тому
   *[many] { $n } днів тому
}
partnership-sort = Упорядкувати
partnership-sort-quiet = найдовше мовчать
partnership-sort-promises = відкриті обіцянки
partnership-sort-overdue = прострочені кроки
partnership-sort-name = за назвою
partnership-last = Востаннє
partnership-never = ще нічого
partnership-silent-days = Днів мовчання
partnership-quiet = мовчить
partnership-promises = Відкриті обіцянки
partnership-overdue = Прострочені кроки
partnership-records = Записів разом
partnership-relation = Наші стосунки
partnership-relation-lead = Усе, що реєстр знає про ці стосунки. Бачать лише свої.
partnership-relation-quiet = Понад пів року нічого не чути: час нагадати про себе. Бачать лише свої.
partnership-only-quiet = Показано тих, від кого давно не чути.
