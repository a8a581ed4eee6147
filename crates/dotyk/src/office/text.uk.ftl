office-title = Установа
office-lead = Назва, територія й те, що установа рахує. Тут немає нічого, що не можна змінити.
office-settings = Назва й адреси установи
office-yes = так
office-no = ні
office-directions = Напрями роботи
office-directions-edit = Змінити напрями
office-directions-hint = Порядок за числом у першому стовпці. Адреса потім не змінюється: на неї посилаються записи. Напрям, на який спираються записи, не зникає.
office-measures = Що рахуємо
office-measures-edit = Змінити міри
office-measures-hint = Форми слова через риску |: українською чотири (квартира|квартири|квартир|квартири), англійською дві (flat|flats). Адреса потім не змінюється.
office-terms = Строки за законом
office-terms-edit = Змінити строки
office-terms-hint = Строк діє від свого дня, доки не почне діяти новіший з тією самою адресою. Порожній рядок прибирає строк.
office-rates = Курси валют
office-rates-lead = Скільки гривень коштувала одиниця валюти від певного дня і хто це каже. За цими курсами реєстр перераховує суми.
office-rates-all = Усі курси, додати курс
office-rates-import = Внести таблицю
office-rates-count = { $count ->
    [one] Усього { $n } курс
    [few] Усього { $n } курси
   *[many] Усього { $n } курсів
}
office-rates-added = { $count ->
    [one] Внесено { $n } курс
    [few] Внесено { $n } курси
   *[many] Внесено { $n } курсів
}
office-rate-add = Додати курс
office-rate-from = від
office-row = Рядок { $row }:
office-rows-wrong = { $count ->
    [one] Таблицю не внесено: { $n } рядок з помилкою, його названо нижче
    [few] Таблицю не внесено: { $n } рядки з помилками, їх названо нижче
   *[many] Таблицю не внесено: { $n } рядків з помилками, їх названо нижче
}
office-rows-none = у таблиці немає жодного курсу
office-rows-many = забагато рядків, щонайбільше { $what } за раз
office-row-broken = рядок не вдалося прочитати
office-days = { $count ->
    [one] { $n } день
    [few] { $n } дні
   *[many] { $n } днів
}
office-working-days = { $count ->
    [one] { $n } робочий день
    [few] { $n } робочі дні
   *[many] { $n } робочих днів
}
office-bad-slug = «{ $what }» не годиться: малі латинські літери, цифри та дефіс між ними
office-slug-twice = Адреса «{ $what }» стоїть двічі
office-bad-order = «{ $what }» не є цілим числом
office-bad-key-order = «{ $what }» не є місцем на головній: число від 0 (не показувати) до 99
office-bad-days = «{ $what }» не є числом днів від 1 до 3660
office-bad-forms = Тут не всі форми слова: «{ $what }»
office-bad-currency = «{ $what }» не є кодом валюти: три латинські літери, наприклад USD
office-bad-rate-day = «{ $what }» не є днем: напишіть 31.12.2020 або 2020-12-31
office-bad-mail = «{ $what }» не схоже на адресу пошти
office-bad-base-url = Адреса починається з https:// і не має пробілів та знаків питання: «{ $what }»
office-bad-iati-identifier = Ідентифікатор — це країна, реєстр і код, наприклад UA-EDR-12345678: «{ $what }»
office-field-name = Назва
office-field-name-uk = Назва українською
office-field-name-en = Назва англійською
office-field-place = Територія
office-field-place-hint = Код за КАТОТТГ
office-field-mail = Пошта
office-field-mail-hint = Куди писати з ідеями та виправленнями; її видно на кожній сторінці
office-field-base-url = Адреса в мережі
office-field-base-url-hint = Як реєстр відкривають ззовні, наприклад https://dotyk.example.gov.ua. Потрібна для посилань у листах.
office-field-iati-identifier = Ідентифікатор IATI
office-field-iati-identifier-hint = За ним установа публікує свої проєкти: UA-EDR- і її код ЄДРПОУ. Без нього нічого не публікується.
office-field-order = Порядок
office-field-slug = Адреса
office-field-unit = Одиниця в даних
office-field-money = Гроші
office-field-forms = Форми слова
office-field-forms-uk = Форми українською
office-field-forms-en = Форми англійською
office-field-valid-from = Діє від
office-field-days = Днів
office-field-working = Лише робочі
office-field-law-uk = Закон, українською
office-field-law-en = Закон, англійською
office-field-doubt-uk = Сумнів, українською
office-field-doubt-en = Сумнів, англійською
office-field-currency = Валюта
office-field-currency-hint = Код ISO 4217: USD, EUR
office-field-day = День
office-field-day-hint = Від якого дня діє курс: 31.12.2020
office-field-rate = Гривень за одиницю
office-field-rate-hint = Наприклад 28,2746
office-field-source = Хто це каже
office-field-source-hint = Наприклад: Національний банк України
office-field-csv = Таблиця
office-field-csv-hint = По рядку на курс: валюта, день, курс і, за бажанням, хто це каже. Можна вставити сюди або обрати файл CSV.
office-field-file = Або файл
office-field-directions = Напрями
office-field-measures = Міри
office-field-rates = Курси
office-field-terms = Строки
office-field-named = Має назви
office-field-key-order = На головній, за чергою
office-column-currency = Валюта
office-column-day = День
office-column-source = Хто сказав
office-column-set-by = Хто вніс
