round-title = Збори потреб
round-lead = Опитати багато установ одразу: кожна відповідає за своїм посиланням, без облікового запису.
round-none-help = Тут будуть збори потреб. Почніть новий: напишіть, про що питаєте, оберіть установи, роздайте посилання.
round-new = Почати збір
round-state-draft = готується
round-state-open = триває
round-state-closed = завершено
round-status = Стан
round-status-unlinked = ще без посилання
round-status-silent = мовчить
round-status-opened = відкрила й не відповіла
round-status-answered = заявила потреби
round-status-nothing = нічого не потребує
round-draft = є ненадіслана чернетка
round-asked = { $count ->
    [one] Питаємо { $n } установу.
    [few] Питаємо { $n } установи.
   *[many] Питаємо { $n } установ.
}
round-of = Запитано: { $asked }.
round-answered = { $count ->
    [one] Відповіла { $n } установа.
    [few] Відповіли { $n } установи.
   *[many] Відповіли { $n } установ.
}
round-needs-stated = { $count ->
    [one] { $n } заявлена потреба
    [few] { $n } заявлені потреби
   *[many] { $n } заявлених потреб
}
round-field-title-uk = Назва українською
round-field-title-hint = Її побачить установа: «Що потрібно лікарням цієї зими»
round-field-title-en = Назва англійською
round-field-ask-uk = Про що питаємо, українською
round-field-ask-hint = Два-три речення над формою: що заявляти, чого не варто, хто відповість на запитання.
round-field-ask-en = Про що питаємо, англійською
round-field-sector = Сектор
round-field-sector-hint = Почніть писати назву або впишіть п’ять цифр за DAC. Ставиться потребам, які не назвали свого.
round-field-emergency = Надзвичайна подія
round-field-emergency-hint = Почніть писати назву. Ставиться потребам, які не назвали своєї.
round-field-from = Перший день
round-field-day-hint = День: 2021-03-01
round-field-until = Останній день
round-field-until-hint = Після нього нових потреб не заявляють; свої заявлені установа бачить і далі. Можна подовжити, доки збір триває.
round-field-opened-at = Розпочато
round-field-closed-at = Завершено
round-field-members = Установи
round-field-waves = Роздані посилання
round-choose = Кого запитати
round-name = Слово з назви
round-who = Показати, хто це
round-found = { $count ->
    [one] Така { $n } установа
    [few] Таких { $n } установи
   *[many] Таких { $n } установ
}
round-ask-all = { $count ->
    [one] Запитати { $n } установу
    [few] Запитати всі { $n } установи
   *[many] Запитати всі { $n } установ
}
round-ask-one = Або одну: адреса чи точна назва
round-ask = Запитати
round-spare = Не питати
round-members = Установи
round-nobody-yet = Тут ще нікого немає.
round-open = Розпочати й показати посилання для друку
round-open-csv = Розпочати й узяти посилання таблицею
round-chase = { $count ->
    [one] Нагадати { $n } установі
    [few] Нагадати { $n } установам
   *[many] Нагадати { $n } установам
}
round-chase-csv = Нагадати й узяти посилання таблицею
round-close = Завершити збір
round-links-once = Посилання видно лише раз, коли його зроблено: реєстр не зберігає ключа. Нагадати означає дати ще одне посилання; попереднє теж працює. Якщо посилання загубилися дорогою, нагадайте.
round-links = Посилання для установ
round-links-help = Збережіть або надрукуйте цю сторінку зараз: удруге вона не відкриється. Кожна установа має отримати лише своє посилання.
round-links-until = Заявити потреби можна до кінця дня { $day } або доки збір не завершено.
round-link = Посилання
round-edrpou = Код ЄДРПОУ
round-waves = Роздані посилання
round-links-made = { $count ->
    [one] { $n } посилання
    [few] { $n } посилання
   *[many] { $n } посилань
}
round-to-hand-over = треба передати
round-handed = передано { $day }
round-hand-over = Усі посилання передано
round-column-links = Посилань
round-chased = Нагадано разів
round-last-at = Останнє посилання
round-seen-at = Відкрито
round-answered-at = Відповідь
round-needs = Потреб
round-day-needed = Напишіть день.
round-bad-day = «{ $what }» не день. Напишіть, наприклад, 2021-03-01.
round-ends-before = Останній день раніше за перший.
round-too-long = Збір не триває довше ніж { $what } днів.
round-bad-emergency = Слово події має лише латинські літери, цифри й дефіси: covid-19-2020.
round-is-closed = Збір завершено
round-is-closed-help = Його вже не змінити. Почніть новий.
round-is-no-draft = Збір уже розпочато
round-is-no-draft-help = Якщо посилання загубилися, нагадайте тим, хто не відповів: буде зроблено нові.
round-is-not-open = Збір не триває
round-is-not-open-help = Нагадувати й завершувати можна лише збір, що триває.
round-nobody = Нікого не обрано
round-nobody-help = Спершу оберіть установи, яких питаєте.
round-asked-already = Установу вже запитано
round-asked-already-help = Її посилання вже роздано. Якщо воно потрапило не туди, заберіть його на сторінці потреб установи.
round-too-early = Ще зарано
round-too-early-help = Перший день збору { $what }. Розпочніть того дня або змініть його.
round-over = Строк збору минув
round-over-help = Останній день був { $what }. Подовжте його й спробуйте знову.
round-all-answered = Усі відповіли
round-all-answered-help = Нагадувати нікому.
round-nothing-to-hand-over = Передавати нічого
round-nothing-to-hand-over-help = Усі посилання вже передано.
round-too-many = Забагато установ
round-too-many-help = Один збір питає щонайбільше { $what } установ. Поділіть його на кілька.
round-choose-what = Не сказано, кого запитати
round-choose-what-help = Назвіть територію, вид або слово з назви.
round-unknown-place = Такої території немає
round-unknown-place-help = «{ $what }» не знайдено. Напишіть код КАТОТТГ або точну назву.
round-unknown-kind = Такого виду установ немає
round-unknown-kind-help = «{ $what }» не годиться: оберіть вид у полі «Вид» зі списку.
round-unknown-organisation = Такої організації немає
round-unknown-organisation-help = «{ $what }» не знайдено. Напишіть адресу або точну назву.
round-by-letter = { $count ->
    [one] { $n } установа отримає посилання листом: вона дала адресу.
    [few] { $n } установи отримають посилання листом: вони дали адресу.
   *[many] { $n } установ отримають посилання листом: вони дали адресу.
}
round-nobody-by-hand = Передавати нікому нічого не треба: усі посилання йдуть листами.
round-letters = Листів із посиланнями
round-letter-subject = { $title }
round-letter =
    { $name } може заявити, чого потребує, за особистим посиланням, без облікового запису: «{ $title }».

    { $ask }

    { $link }

    Заявити потреби можна до кінця дня { $until }. Якщо нічого не потрібно, скажіть це там само. Нікому його не передавайте.

    Пишемо вам, бо ви погодилися, щоб вас питали, чого потребує { $name }. Щоб більше не питали, дайте відповідь на цей лист.
round-letter-again-subject = Нагадуємо: { $title }
round-letter-again =
    Ми ще не отримали відповіді на збір «{ $title }» ({ $name }). Ось нове посилання; попереднє теж відкривається.

    { $ask }

    { $link }

    Заявити потреби можна до кінця дня { $until }. Якщо нічого не потрібно, скажіть це там само, і ми більше не нагадуватимемо.

    Пишемо вам, бо ви погодилися, щоб вас питали, чого потребує { $name }. Щоб більше не питали, дайте відповідь на цей лист.
