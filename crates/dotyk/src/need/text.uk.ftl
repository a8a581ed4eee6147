need-title = Потреби
need-lead = Що потрібно громадам і установам, хто вже обіцяв допомогти, що надійшло і чого ще бракує.
need-new = Записати потребу
need-none-help = Потребу записують зі слів установи: що, скільки, до коли. Установа може записати її й сама, за особистим посиланням.
need-count = { $count ->
    [one] { $n } потреба
    [few] { $n } потреби
   *[many] { $n } потреб
}
need-state = Стан
need-state-draft = чернетка
need-state-stated = заявлено
need-state-confirmed = підтверджено установою
need-state-partly-covered = частково закрито
need-state-covered = закрито
need-state-received = отримано
need-state-withdrawn = знято
need-state-lapsed = застаріла
need-event = Що сказано
need-event-stated = заявлено
need-event-confirmed = підтверджено нашою установою
need-event-renewed = ще потрібно
need-event-withdrawn = більше не потрібно
need-event-lapsed = ніхто не відповідає
need-priority = Терміновість
need-priority-urgent = терміново
need-priority-high = важливо
need-priority-normal = звичайно
need-unit-piece = штука|штуки|штук|штуки
need-unit-set = комплект|комплекти|комплектів|комплекту
need-unit-pack = упаковка|упаковки|упаковок|упаковки
need-unit-box = коробка|коробки|коробок|коробки
need-unit-kilogram = кілограм|кілограми|кілограмів|кілограма
need-unit-tonne = тонна|тонни|тонн|тонни
need-unit-litre = літр|літри|літрів|літра
need-unit-metre = метр|метри|метрів|метра
need-unit-square-metre = квадратний метр|квадратні метри|квадратних метрів|квадратного метра
need-unit-service = послуга|послуги|послуг|послуги
need-unit-course = курс|курси|курсів|курсу
need-tally = Потрібно { $asked }, обіцяно { $promised }, підтверджено { $confirmed }: { $count ->
    [one] очікується { $awaited }
    [few] очікуються { $awaited }
   *[many] очікується { $awaited }
}, ще бракує { $open }
need-flag-over-promised = Обіцяно більше, ніж просили.
need-flag-over-delivered = Привезли більше, ніж просили.
need-flag-above-promise = За однією з обіцянок привезли більше, ніж обіцяли.
need-flag-short = Отримувач налічив менше, ніж записано як привезене.
need-flag-disputed = Отримувач не погоджується: одне з надходжень спірне і не зараховане.
need-flag-over-confirmed = Отримувач налічив більше, ніж записано як привезене.
need-flag-far = Кількість або сума незвично велика: перевірте, чи немає зайвих нулів.
need-flag-fraction = Кількість дробова, хоча рахують цілими.
need-urgent = Найтерміновіше
need-urgent-lead = Термінові потреби, у яких ще є що закривати.
need-urgent-none = Термінових відкритих потреб зараз немає.
need-by = до { $day }
need-open-lines = бракує: { $lines }
need-lines = Що потрібно
need-no-lines-yet = Ще жодної позиції. Додайте, що потрібно і скільки.
need-estimated = орієнтовно
need-promises = Обіцяно
need-promise-withdrawn = обіцянку знято { $day }
need-promise-withdraw = Зняти обіцянку
need-deliveries = Привезено
need-unconfirmed = отримувач ще не підтвердив
need-confirmed = Підтверджено
need-disputed = спірне
need-say-of-delivery = Підтвердити чи заперечити
need-came = Скільки надійшло
need-dispute = Не погоджуюся, бо
need-dispute-hint = Заповніть, якщо надходження не було або воно не таке. Тоді кількість не враховують.
need-photo = Фото або акт
need-photo-hint = JPEG, PNG, WebP або PDF, щонайбільше { $n } МБ. Місце зйомки з фото прибираємо.
need-add-promise = Записати обіцянку
need-promise-organisation = Хто обіцяє: організація з реєстру
need-promise-who = Або словами
need-add-delivery = Записати привезене
need-on-promise = За якою обіцянкою
need-no-promise = без обіцянки
need-delivery-who = Хто привіз
need-delivery-withdraw = Записано помилково: зняти
need-delivery-withdrawn = запис знято { $day }
need-date = Дата
need-note = Примітка
need-reason = Чому
need-inside-hint = Бачать лише працівники і ті, чия потреба
need-history = Що про неї сказано
need-no-events = Це чернетка: про потребу ще ніхто не заявив.
need-say = Додати, що сказано
need-who = Чия потреба
need-where = Де
need-for-whom = Для кого
need-people = Для скількох людей
need-people-hint = Якщо їх менше десяти, число не показують нікому, крім працівників
need-people-count = { $count ->
    [one] { $n } людина
    [few] { $n } людини
   *[many] { $n } людей
}
need-few = менше десяти людей
need-needed-by = До коли
need-sector = Сектор (DAC)
need-sector-hint = Почніть писати назву, наприклад «лікарні», або впишіть п’ять цифр, як 12220
need-emergency = Надзвичайна подія
need-emergency-hint = Одним словом латинкою, як covid-19-2020
need-heard = Востаннє чули
need-contact = Хто знає більше
need-contact-help = Контакти бачать працівники установи та ті, хто веде записи закладу чи громади. Вони зашифровані й не потрапляють у списки, таблиці та на відкриті сторінки.
need-contact-closed = Контакти не відкриваються: програма запущена з іншим ключем.
need-sheet = Аркуш для донора
need-sheet-reach = Щоб допомогти, напишіть:
need-sheet-of = Станом на { $day }
need-sheet-print = Надрукувати
need-offer = Можете допомогти? Напишіть нам:
need-not-public = не оприлюднено
need-not-public-help = Бачать працівники і ті, чия вона.
need-only-open = лише відкриті
need-only-renew = Показано ті, про які давно не чули.
need-as-hxl = CSV з мітками HXL: кожна позиція окремим рядком
need-asked = Потрібно
need-promised = Обіцяно
need-delivered = Привезено
need-open = Бракує
need-column-place-id = Код території
need-column-adm1 = Область
need-column-adm2 = Район
need-column-adm3 = Громада
need-state-it = Заявити потребу
need-keep-draft = Зберегти чернетку
need-field-title-uk = Назва українською
need-field-title-hint = Коротко, що потрібно і кому: «Кисневі концентратори для лікарні»
need-field-title-en = Назва англійською
need-field-organisation = Чия потреба: організація
need-field-organisation-hint = Адреса зі списку або точна назва. Досить організації або території.
need-field-place = Територія
need-field-place-hint = Код КАТОТТГ зі списку або точна назва. Порожньо: там, де організація.
need-field-spot = Де саме: адреса чи орієнтир
need-field-lines = Позиції
need-field-lines-hint = Одна річ в одному рядку. Порожні рядки не враховують; після збереження з’являться нові.
need-field-item = Що саме
need-field-item-uk = Що саме, українською
need-field-item-en = Що саме, англійською
need-field-quantity = Скільки
need-field-unit = У чому рахуємо
need-field-cost = Орієнтовна вартість
need-field-currency = Валюта
need-field-why = Навіщо
need-field-why-uk = Навіщо, українською
need-field-why-hint = Два-три речення. Без імен і діагнозів.
need-field-why-en = Навіщо, англійською
need-field-whom-uk = Для кого, українською
need-field-whom-hint = Без імен: «пацієнти з COVID-19», «учні двох шкіл»
need-field-whom-en = Для кого, англійською
need-field-people = Для скількох людей
need-field-needed-by = До коли
need-field-sector = Сектор
need-field-priority = Терміновість
need-field-emergency = Надзвичайна подія
need-field-events = Що сказано
need-field-promises = Обіцянки
need-field-deliveries = Привезене
need-field-confirmations = Підтвердження
need-field-cites = Джерела
need-field-contact-name = Ім’я
need-field-contact-phone = Телефон
need-field-contact-rounds = Можна писати на цю пошту, коли потреби збиратимуть знову
need-field-contact-rounds-hint = Без цієї позначки пишемо лише про цю потребу
need-contact-rounds = Можна писати, коли потреби збирають знову.
need-field-contact-mail = Електронна пошта
need-whose = Вкажіть, чия це потреба: організація або територія
need-bad-people = Кількість людей — ціле число від 1: «{ $what }»
need-bad-emergency = Лише латинські літери, цифри і дефіс: «{ $what }»
need-bad-mail = «{ $what }» не схоже на електронну пошту
need-item-needed = Напишіть, що саме потрібно
need-line-needed = Додайте хоча б одну позицію: що потрібно і скільки
need-line-in-use = Позицію «{ $what }» вже обіцяли або привезли, тому її не можна прибрати
need-bad-quantity = Кількість має бути числом, більшим за нуль і не більшим за мільярд
need-bad-quantity-help = «{ $what }» не годиться: кількість має бути числом, більшим за нуль і не більшим за мільярд, щонайбільше з трьома знаками після коми.
need-bad-cost = Вартість — це сума, як 120 000 або 99,50: «{ $what }»
need-bad-currency = Такої валюти немає; пишуть три латинські літери, як UAH: «{ $what }»
need-event-does-not-follow = Цього зараз не можна записати
need-event-does-not-follow-help = Після останнього запису цього сказати вже не можна. Оновіть сторінку: можливо, хтось уже записав те саме.
need-event-order = Дата раніша за попередню подію
need-event-order-help = { $what } раніше за попередню подію. Перевірте дату.
need-date-ahead = Цей день ще не настав
need-date-ahead-help = { $what } ще попереду. Запишіть день, коли це сказали або отримали; строк потреби стоїть у її формі.
need-too-many-lines = Забагато позицій: щонайбільше { $what }. Розділіть потребу на дві.
need-too-much-said = Забагато записів
need-too-much-said-help = В одній потребі щонайбільше { $what } записів одного виду. Заявіть решту окремою потребою.
need-too-long = Текст задовгий
need-too-long-help = Скоротіть примітку чи причину до { $what } літер.
need-no-lines = Спершу додайте позиції
need-no-lines-help = Щоб заявити потребу, напишіть, що потрібно і скільки.{ $what }
need-is-draft = Це ще чернетка
need-is-draft-help = Спершу заявіть потребу, тоді записуйте обіцянки і привезене.{ $what }
need-is-withdrawn = Потребу знято
need-is-withdrawn-help = Вона більше не потрібна. Якщо знову потрібна, заявіть її ще раз.{ $what }
need-no-such-line = Такої позиції немає
need-no-such-line-help = Позиції { $what } в цій потребі немає. Оновіть сторінку.
need-no-such-promise = Такої обіцянки немає
need-no-such-promise-help = Обіцянки { $what } на цю позицію немає, або її вже знято. Оновіть сторінку.
need-no-such-delivery = Такого надходження немає
need-no-such-delivery-help = Надходження { $what } на цю позицію немає. Напишіть, скільки надійшло.
need-reason-needed = Не сказано чому
need-reason-needed-help = Напишіть причину: її побачать працівники і ті, чия потреба.{ $what }
need-line-chosen = Не сказано, про яку позицію мова
need-line-chosen-help = Оберіть позицію потреби.{ $what }
need-event-needed = Не обрано, що сказано про потребу
need-event-needed-help = Оберіть у полі «Що сказано», що саме записати.{ $what }
need-no-such-choice = Такого вибору немає
need-no-such-choice-help = «{ $what }» тут не підходить. Оновіть сторінку й оберіть зі списку.
need-promise-nobody = Хто обіцяє?
need-promise-nobody-help = Назвіть організацію з реєстру або напишіть словами.{ $what }
need-promise-unknown = Такого запису немає
need-promise-unknown-help = «{ $what }» не знайдено. Візьміть адресу зі списку або напишіть словами в сусідньому полі.
need-confirmed-meanwhile = Поки ви писали, про цю позицію сказали інше
need-confirmed-meanwhile-help = Поки ви писали, хтось інший уже записав надходження цієї позиції. Нижче те, що записано зараз: перевірте, і якщо вашого там немає, надішліть ще раз.{ $what }
need-confirm-or-dispute = Скільки надійшло?
need-confirm-or-dispute-help = Напишіть, скільки надійшло, або чому не погоджуєтеся.{ $what }
need-bad-file = Такий файл не приймаємо
need-bad-file-help = «{ $what }» не прийнято: це має бути справжнє фото JPEG, PNG чи WebP або документ PDF.
need-bad-days = Скільки днів діє посилання?
need-bad-days-help = Від 1 до 400 днів, а написано «{ $what }».
need-publish-draft = Спершу заявіть потребу
need-publish-draft-help = Чернетку не показують: ще ніхто не сказав, що це потрібно.{ $what }
need-links = Особисті посилання
need-links-help = За посиланням установа без облікового запису заявляє потреби, підтверджує їх і надходження. Передайте його лише тому, хто за це відповідає.
need-purpose-state = заявляти потреби
need-purpose-confirm = підтверджувати надходження
need-purpose-renew = казати, що ще потрібно
need-link-wide = усі потреби організації
need-link-narrow = лише ця потреба
need-link-is-revoked = забрано
need-link-is-expired = строк минув
need-link-until = Діє до { $day }.
need-link-revoke = Забрати посилання
need-link-make = Створити посилання
need-link-for = Для чого
need-link-reach = На що
need-link-days = Скільки днів діє
need-link-made = Посилання готове
need-link-made-help = Скопіюйте його зараз: більше його ніде не побачити. Хто має посилання, той діє від імені установи, тому не публікуйте його.
need-link-not-whole = У налаштуваннях установи немає її адреси в мережі: допишіть на початок адресу, за якою відкривається реєстр.
need-link-address = Посилання
need-link-title = Ваші потреби
need-link-new = Заявити нову потребу
need-link-go-on = Продовжити чернетку
need-link-none = Тут ще немає потреб. Заявіть першу: що потрібно і скільки.
need-link-done = Збережено. Дякуємо!
need-link-still = Давно не чули про цю потребу. Чи ще потрібно?
need-link-renew = Так, ще потрібно
need-link-keep = Збережіть цю сторінку і нікому не пересилайте.
need-link-back = До всіх потреб
need-link-saved = Чернетку збережено. До неї можна повернутися за цим самим посиланням.
need-link-cost = Орієнтовна вартість, грн, якщо знаєте
need-link-typed = Минулого разу ви почали писати й не надіслали. Написане лишилося на цьому пристрої.
need-link-typed-back = Повернути написане
need-link-typed-forget = Забути
need-link-begun = Чернетка, яку ще не надіслано:
need-link-state-until = Нове можна заявити до кінця дня { $day }.
need-link-over = Цей збір потреб завершено, тож нових потреб за цим посиланням уже не заявити. Заявлені ви бачите нижче. Якщо потрібно ще щось, напишіть нам:
need-link-nothing-after = Ви вже заявили потреби, тому сказати, що нічого не потрібно, не можна. Якщо потреба відпала, відкрийте її та скажіть «Більше не потрібно».
need-link-correct = Виправити
need-link-wrote = Що ви написали
need-link-withdraw = Більше не потрібно
need-link-reason-help = Напишіть, чому більше не потрібно: «купили самі», «отримали від іншого партнера».
need-link-no-correction = Уже не виправити
need-link-no-correction-help = Потребу вже підтверджено або на неї вже відгукнулися, тому виправити її за посиланням не можна. Напишіть нам, що змінилося.
need-link-changed = Поки ви писали, потребу змінили. Перевірте все ще раз і надішліть.
need-link-item = Позиція
need-link-by-hint = Як 31.12.2020 або 2020-12
need-link-send = Надіслати
need-link-draft = Зберегти чернетку, додати рядки
need-link-confirm = Надіслати
need-link-came = Надійшло
need-link-from = Від кого
need-link-partner = партнер
need-link-unknown = Це посилання не працює
need-link-unknown-help = Можливо, воно скопійоване не повністю. Перевірте, чи вся адреса на місці.
need-link-expired = Строк цього посилання минув
need-link-expired-help = Посилання діють обмежений час, щоб ними не скористався хтось інший.
need-link-revoked = Це посилання забрано
need-link-revoked-help = Установа, що його дала, закрила його.
need-link-another = Щоб отримати нове, зверніться до установи, яка веде реєстр.
need-desk-confirm = Потреби підтвердити
need-desk-renew = Спитати, чи ще потрібно
need-desk-urgent = Термінові відкриті
need-field-round = Збір потреб
need-field-nothing-at = Нічого не потрібно
need-events = Що сказано про потребу
need-confirmations = Слово отримувача про надходження
need-photo-kept = Файл «{ $name }» уже в нас: удруге надсилати не треба.
need-link-seen = Уперше відкрито { $day }.
need-link-nothing = Нам нічого не потрібно
need-link-nothing-said = Ви відповіли { $day }: нічого не потрібно. Якщо щось змінилося, просто заявіть потребу.
need-link-closed = Збір потреб завершено
need-link-closed-help = Нових потреб за цим посиланням уже не заявити: збір скінчився. Ваші заявлені потреби видно, як і раніше, на першій сторінці посилання. Якщо потрібно ще щось, скажіть установі: вона внесе.
need-letter-somebody = Партнер
need-letter-confirmed-subject = Вашу потребу підтверджено: { $title }
need-letter-confirmed =
    Установа перевірила потребу «{ $title }» і підтвердила її. Тепер ми шукаємо, хто може допомогти, і напишемо вам, щойно хтось пообіцяє.

    Якщо потреба зміниться або відпаде, повідомте нас.
need-letter-promised-subject = Вам обіцяють допомогу: { $title }
need-letter-promised =
    Щодо потреби «{ $title }» є обіцянка.

    Хто: { $who }
    Що: { $item }, { $quantity }
    Коли пообіцяли: { $day }

    Коли допомога надійде, перелічіть її і підтвердьте за своїм особистим посиланням або повідомте нас: лише підтверджене отримувачем вважається отриманим.
need-letter-renewal-subject = Чи ще потрібно: { $title }?
need-letter-renewal =
    Про потребу «{ $title }» нічого не чути з { $heard }. Чи вона ще є?

    Відкрийте особисте посилання, щоб одним натиском сказати, що ще потрібно, або записати, що надійшло:

    { $link }

    Посилання лише для вас: хто його має, говорить від вашого імені. Якщо відповіді не буде, { $lapses } потреба вважатиметься застарілою, і її перестануть показувати тим, хто може допомогти.
need-letter-last-subject = Потреба застаріє { $lapses }: { $title }
need-letter-last =
    Потреба «{ $title }» застаріє { $lapses }: з { $heard } про неї нічого не чути. Після цього її не показуватимуть тим, хто може допомогти.

    Якщо вона ще є, відкрийте особисте посилання і скажіть про це одним натиском:

    { $link }

    Посилання лише для вас: хто його має, говорить від вашого імені. Якщо вже не потрібно, не робіть нічого.
need-only-word = Показано ті, за якими щось привезли, а отримувач ще не підтвердив.
need-only-promised = Показано ті, за якими обіцяного ще не привезли.
need-helper = Хто допомагає
