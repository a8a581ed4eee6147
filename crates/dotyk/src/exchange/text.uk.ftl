# Обмін із партнерами.
exchange-nameless = ідентифікатор IATI установи; його вписує адміністратор у налаштуваннях
exchange-none-complete = жоден із проєктів цього переліку не опубліковано з усім потрібним; чого бракує, видно на картці проєкту
exchange-left-draft = це чернетка
exchange-left-nowhere = невідомо, в якій країні
exchange-left-finding = { $id }: { $message }
exchange-check-title = Перевірка файлу IATI
exchange-check-lead = Оберіть файл IATI 2.01–2.03 із проєктами чи організаціями і дізнайтеся, що в ньому не так: за схемою, переліками кодів і правилами стандарту. Файл ніде не зберігається.
exchange-check-file = Файл XML
exchange-check-file-hint = До { $n } МБ.
exchange-check = Перевірити
exchange-check-another = Перевірити ще один
exchange-check-else = Без цієї сторінки
exchange-check-else-help = Те саме як дані — звідки завгодно, а великі файли — власною програмою:
exchange-our-activities = Проєкти цього реєстру як IATI
exchange-our-organisation = Файл організації цього реєстру
exchange-valid = придатний
exchange-not-valid = непридатний
exchange-no-iati = це не файл IATI
exchange-clean = Нічого не знайдено: файл відповідає схемі, перелікам кодів і правилам.
exchange-items = { $count ->
    [one] { $n } запис
    [few] { $n } записи
   *[many] { $n } записів
}
exchange-count-critical = { $count ->
    [one] { $n } критична знахідка
    [few] { $n } критичні знахідки
   *[many] { $n } критичних знахідок
}
exchange-count-error = { $count ->
    [one] { $n } помилка
    [few] { $n } помилки
   *[many] { $n } помилок
}
exchange-count-warning = { $count ->
    [one] { $n } застереження
    [few] { $n } застереження
   *[many] { $n } застережень
}
exchange-places = { $count ->
    [one] { $n } місце
    [few] { $n } місця
   *[many] { $n } місць
}
exchange-more = { $count ->
    [one] І ще { $n } знахідка, якої тут не показано.
    [few] І ще { $n } знахідки, яких тут не показано.
   *[many] І ще { $n } знахідок, яких тут не показано.
}
exchange-severity-critical = критично
exchange-severity-error = помилка
exchange-severity-warning = застереження
exchange-place = Рядок і стовпець
exchange-identifier = Запис
exchange-value = Значення
exchange-hxl-title = Хто, що, де, коли і для кого
exchange-hxl-kind = Вид
exchange-hxl-project = проєкт
exchange-hxl-delivery = привезене на потребу
exchange-hxl-activity = Проєкт або потреба
exchange-hxl-funding = Хто фінансує
exchange-hxl-implementing = Хто виконує
exchange-hxl-receiver = Хто отримує
exchange-hxl-adm4 = Населений пункт
exchange-hxl-start = Початок
exchange-hxl-end = Кінець
exchange-hxl-status = Стан
exchange-hxl-declared = привезено, не підтверджено
exchange-hxl-confirmed = отримання підтверджено
exchange-hxl-disputed = отримання заперечено
exchange-hxl-whom = Для кого
exchange-hxl-affected = Людей потребує (раз на потребу)
exchange-hxl-targeted = Людей заплановано (раз на проєкт)
exchange-hxl-reached = Людей охоплено (раз на проєкт)
exchange-hxl-value = Бюджет (раз на проєкт)
exchange-hxl-qualifier = Як сказано
