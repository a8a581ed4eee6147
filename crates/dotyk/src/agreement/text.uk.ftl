agreement-title = Угоди
agreement-lead = Меморандуми, угоди про співробітництво, грантові договори: хто сторона, хто підписав і хто ще ні, до якого дня діє і що прийде на заміну.
agreement-new = Додати угоду
agreement-none-help = Угода з’являється тут, щойно про неї заговорили: можна почати з чернетки без жодного підпису.
agreement-without-filter = показати все
agreement-count = { $count ->
    [one] { $n } угода
    [few] { $n } угоди
   *[many] { $n } угод
}
agreement-beside = Угоди
agreement-state = Стан
agreement-since = Стан від
agreement-to = до
agreement-state-draft = готується
agreement-state-agreed = текст погоджено
agreement-state-approved = погоджено міністерством
agreement-state-signing = підписують
agreement-state-signed = підписано
agreement-state-in-force = діє
agreement-state-expiring = строк спливає
agreement-state-prolonged = продовжено
agreement-state-ended = строк минув
agreement-state-renewed = замінено новою
agreement-state-terminated = припинено
agreement-kind-memorandum = Меморандум
agreement-kind-cooperation = Угода про співробітництво
agreement-kind-grant = Грантовий договір
agreement-kind-decision = Рішення робочої групи
agreement-role-party = сторона
agreement-role-funder = сторона, що фінансує
agreement-role-recipient = сторона, що отримує
agreement-role-beneficiary = вигодонабувач
agreement-role-witness = свідок підписання
agreement-territorial-interterritorial = Міжтериторіальне співробітництво
agreement-territorial-transborder = Транскордонне співробітництво
agreement-territorial-transnational = Транснаціональне співробітництво
agreement-event = Що сталося
agreement-event-sent = надіслано до міністерства
agreement-event-returned = повернуто із зауваженнями
agreement-event-approved = погоджено міністерством
agreement-event-refused = відмовлено
agreement-event-registered = внесено до реєстру
agreement-what = Чого не пропустити
agreement-what-answer = останній день відповіді міністерства
agreement-with-ministry = На погодженні в міністерстві
agreement-what-signing = строк підписання
agreement-what-notice = останній день заперечити проти продовження
agreement-what-end = останній день строку
agreement-day = День
agreement-left = Лишилося днів
agreement-signed = Дні підписання
agreement-lacking = Бракує підписів
agreement-lacking-count = { $count ->
    [one] бракує { $n } підпису
    [few] бракує { $n } підписів
   *[many] бракує { $n } підписів
}
agreement-disputed = Джерела називають різні дні
agreement-disputed-help = Джерела називають різні дні підписання. Показано всі; стан рахується від найранішого.
agreement-ends = Діє до
agreement-notice-day = Заперечити до
agreement-late = Прострочено підписання
agreement-late-since = мали підписати до { $day }
agreement-within = Спливає впродовж (днів)
agreement-within-days = { $count ->
    [one] Упродовж { $n } дня
    [few] Упродовж { $n } днів
   *[many] Упродовж { $n } днів
}
agreement-only-unsigned = лише ті, де бракує підпису
agreement-expiring = Строки угод
agreement-expiring-lead = Що спливає, що продовжиться само, якщо ніхто не заперечить, і що вже мали підписати.
agreement-nothing-due = Найближчим часом нічого не спливає
agreement-nothing-due-help = Збільште кількість днів або погляньте на всі угоди.
agreement-desk = Угоди, строк яких спливає
agreement-calendar = Особистий календар
agreement-calendar-help = Адреса, за якою ваш календар сам забирає строки угод, які ви маєте право бачити. Хто знає адресу, той бачить ці строки, тож нікому її не передавайте; нова адреса вимикає попередню.
agreement-calendar-since = Адресу видано: { $at }
agreement-calendar-make = Отримати адресу
agreement-calendar-anew = Отримати нову адресу
agreement-calendar-end = Вимкнути адресу
agreement-calendar-once = Скопіюйте адресу зараз і додайте її у свій календар як підписку: удруге її не буде показано.
agreement-calendar-not-whole = Установа ще не вказала, за якою адресою її видно ззовні: допишіть початок адреси самі.
agreement-calendar-link = Адреса календаря
agreement-unnamed = не названо
agreement-no-parties = Сторін ще не записано.
agreement-not-yet = ще не підписано
agreement-stated = { $count ->
    [one] заявлено { $n }
    [few] заявлено { $n }
   *[many] заявлено { $n }
}
agreement-named = { $count ->
    [one] названо { $n }
    [few] названо { $n }
   *[many] названо { $n }
}
agreement-one-of = з-поміж: { $set }
agreement-signs = підписує
agreement-copy = примірник отримано:
agreement-signed-by-all = Підписи всіх сторін
agreement-sign = Записати підпис
agreement-signer = Хто підписав
agreement-all-parties = усі сторони
agreement-day-signed = День підписання
agreement-place-signed = Де підписано
agreement-place-hint = Код або точна назва території
agreement-day-unknown = дня не названо
agreement-later = ще попереду на показаний день
agreement-term = Строк
agreement-term-unknown = строку не вказано
agreement-prolongs-for = { $count ->
    [one] щоразу на { $n } місяць
    [few] щоразу на { $n } місяці
   *[many] щоразу на { $n } місяців
}
agreement-notice-days = { $count ->
    [one] якщо ніхто не заперечить за { $n } день
    [few] якщо ніхто не заперечить за { $n } дні
   *[many] якщо ніхто не заперечить за { $n } днів
}
agreement-prolong = Продовжити строк
agreement-until = До якого дня
agreement-day-prolonged = Коли продовжено
agreement-amend = Записати зміну тексту
agreement-day-amended = Коли змінено
agreement-what-changed-uk = Що змінено
agreement-what-changed-en = Що змінено, англійською
agreement-terminate = Припинити
agreement-day-terminated = З якого дня не діє
agreement-why-uk = Чому і з чиєї волі
agreement-why-en = Чому і з чиєї волі, англійською
agreement-withdraw = Вилучити
agreement-bring-back = Повернути
agreement-renew = Підготувати нову на заміну
agreement-renew-hint = Стане чернеткою з тими самими сторонами й галузями, без підписів. Ця угода діє, доки нова не набуде чинності.
agreement-lacks-approval = Ця угода потребує погодження міністерства, і його ще немає.
agreement-answer-due = Міністерство має відповісти до: { $day }
agreement-approval-law = Угоди міжнародного територіального співробітництва погоджує міністерство; строк відповіді встановлює закон, чинний на день подання.
agreement-approval-none = До міністерства ще нічого не надсилали.
agreement-approve = Записати крок погодження
agreement-letter-number = Номер листа або наказу
agreement-note-uk = Примітка
agreement-obligations = Зобов’язання
agreement-obligations-none = Зобов’язань сторін не записано.
agreement-obligations-of-none = Усіх сторін разом або іншої організації
agreement-obligation-of = Додати зобов’язання: { $party }
agreement-obligation-of-none = Додати спільне зобов’язання
agreement-life = Історія
agreement-chain = Попередня і наступна
agreement-replaces = Замінює угоду:
agreement-replaced-by = На заміну:
agreement-files = Документи
agreement-add-file = Долучити документ
agreement-file = Файл: підписаний примірник, лист, наказ
agreement-more = Погодження, продовження, зміни, припинення
agreement-party-no = №
agreement-who-uk = або словами
agreement-who-en = англійською
agreement-how-many = скільки їх
agreement-within-set = з-поміж №
agreement-signatory = хто підписує
agreement-copy-day = примірник отримано
agreement-in-uk = Українською
agreement-in-en = Англійською
agreement-field-kind = Вид
agreement-field-territorial = Міжнародне територіальне співробітництво
agreement-field-territorial-hint = Лише для угод між громадами чи регіонами різних держав: такі погоджує міністерство. Угода з компанією або міжнародною організацією такою не є.
agreement-field-number = Номер
agreement-field-number-hint = Без знака №
agreement-field-title-uk = Назва
agreement-field-title-hint = Наприклад: Меморандум про співпрацю, Вінтерсвейк і Рубіжне
agreement-field-title-en = Назва англійською
agreement-field-about-uk = Про що
agreement-field-about-hint = Два-три речення: про що домовилися.
agreement-field-about-en = Про що, англійською
agreement-field-direction = Напрям
agreement-field-fields = Галузі співпраці
agreement-field-places = Де діє
agreement-field-place = Територія
agreement-field-parties = Сторони
agreement-field-parties-hint = Організація з реєстру або назва словами. Гурт, у якому названо лише кількість («ІТ-компанії, 8»), теж сторона; кого з нього названо, запишіть окремим рядком із номером гурту.
agreement-field-role = Роль
agreement-field-signatures = Підписи
agreement-field-signatures-hint = Хто: номер сторони, або * за всіх. Якщо джерела називають різні дні, запишіть усі.
agreement-field-drafted = Відколи про неї говорять
agreement-field-agreed = Коли погодили текст
agreement-field-planned = Коли планують підписати
agreement-field-planned-hint = Якщо цей день мине без підписів, реєстр нагадає
agreement-field-effective = Набирає чинності
agreement-field-effective-hint = Порожньо: від дня останнього підпису
agreement-field-until = Діє до
agreement-field-prolongs = Сама продовжується, на скільки місяців
agreement-field-prolongs-hint = Порожньо: сама не продовжується
agreement-field-notice = За скільки днів заперечити
agreement-field-notice-hint = За скільки днів до кінця строку сторона може відмовитися від продовження
agreement-field-term-note-uk = Строк словами
agreement-field-term-note-hint = Наприклад: безстроково
agreement-field-term-note-en = Строк словами, англійською
agreement-field-approval = Погодження міністерства
agreement-field-prolongations = Продовження
agreement-field-amendments = Зміни тексту
agreement-field-termination = Припинення
agreement-field-replaces = Замінює
agreement-field-replaces-hint = Попередня угода, на заміну якої укладають цю
agreement-field-cites = Джерела
agreement-title-needed = Впишіть назву українською або англійською
agreement-too-many = Забагато рядків: щонайбільше { $what }
agreement-too-many-help = Одна угода має щонайбільше { $what } рядків кожного виду.
agreement-bad-number = «{ $what }» не є цілим числом
agreement-party-needed = Хто це? Назвіть організацію або впишіть словами
agreement-party-twice = «{ $what }» уже є серед сторін
agreement-party-number = Номер сторони «{ $what }» повторюється або не підходить
agreement-bad-count = Скільки їх: щонайменше один, а не «{ $what }»
agreement-more-named = Названо більше, ніж заявлено: { $what }
agreement-bad-set = Гурту з номером «{ $what }» немає: вкажіть номер сторони, у якої записано, скільки їх
agreement-signature-of-nobody = Сторони з номером «{ $what }», яка мала б підписати, немає
agreement-signature-of-nobody-help = Спершу впишіть сторону, потім її підпис; сторону, яка підписала, не прибирають, доки є її підпис.
agreement-signed-before-agreed = Підпис { $what } раніший за день, коли погодили текст
agreement-signed-before-agreed-help = Перевірте день підпису або день погодження тексту.
agreement-signature-twice = Такий самий підпис уже записано: { $what }
agreement-signature-twice-help = Інше джерело того самого підпису записують із посиланням на те джерело.
agreement-signer-needed = Хто підписав?
agreement-signer-needed-help = Оберіть сторону або «усі сторони».
agreement-ahead = Цей день ще не настав
agreement-ahead-help = «{ $what }» у майбутньому: записують те, що вже сталося.
agreement-out-of-order = { $what }: раніше за день, коли текст склали чи погодили
agreement-out-of-order-help = Перевірте порядок: спершу складають, потім погоджують, підписують, змінюють.
agreement-approval-order = Крок «{ $what }» тут не підходить: спершу надсилають, потім повертають, погоджують або відмовляють
agreement-approval-order-help = Погляньте, який крок записано останнім.
agreement-approval-date = { $what } раніше за попередній крок
agreement-approval-date-help = Кроки погодження йдуть один за одним.
agreement-approval-of-none = Міністерство погоджує лише угоди міжнародного територіального співробітництва: позначте, якого саме, або приберіть погодження
agreement-approval-of-none-help = Вид співробітництва позначають у формі угоди.
agreement-ends-before = Строк закінчується { $what }, раніше, ніж починається
agreement-ends-before-help = Перевірте початок і кінець строку.
agreement-end-needed = Щоб продовжувати, треба знати, до якого дня діє
agreement-end-needed-help = Впишіть у формі угоди день, до якого вона діє.
agreement-bad-months = Місяців має бути від 1 до 600, а не «{ $what }»
agreement-bad-days = Днів має бути від 0 до 1000, а не «{ $what }»
agreement-notice-of-nothing = Заперечувати немає проти чого: угода сама не продовжується
agreement-prolonged-back = Новий строк до { $what } не довший за попередній
agreement-prolonged-back-help = Продовження має закінчуватися пізніше, ніж строк до нього.
agreement-amendment-needed = Що змінено?
agreement-amendment-needed-help = Напишіть кілька слів про те, що змінено в тексті.
agreement-not-signed = Підписали ще не всі
agreement-not-signed-help = Продовжують, змінюють, припиняють і замінюють лише підписану угоду; чернетку просто правлять.
agreement-terminated-before = Припинення { $what } раніше, ніж угода почала діяти
agreement-terminated-before-help = Перевірте день, з якого угода не діє.
agreement-circle = «{ $what }» сама замінює цю угоду, прямо чи через інші
agreement-renews-draft = «{ $what }» ще не підписано: чернетку не замінюють, її правлять
agreement-renewed-already = На заміну вже є інша
agreement-renewed-already-help = «{ $what }» вже має наступну: її видно на сторінці угоди.
agreement-letter-subject = Угода «{ $title }»: { $what } { $day }
agreement-letter-end = Строк угоди «{ $title }» закінчується { $day }. Вирішіть, чи її продовжити, чи укласти нову.
    { $link }
agreement-letter-notice = Угода «{ $title }» продовжиться сама, якщо ніхто не заперечить. Останній день заперечити: { $day }.
    { $link }
agreement-letter-signing = Угоду «{ $title }» планували підписати до { $day }.
    { $link }
agreement-letter-late = Угоду «{ $title }» мали підписати до { $day }, а підписали ще не всі.
    { $link }
