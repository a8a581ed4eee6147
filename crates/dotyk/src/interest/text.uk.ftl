interest-title = Зацікавлення партнерів
interest-lead = Чого шукають партнери. Партнер має особисте посилання: за ним без реєстрації видно відкриті опубліковані потреби, що йому підходять, і чому; є стрічка і, якщо він захоче, лист із новим.
interest-new = Записати зацікавлення
interest-none-help = Зацікавлень ще немає. Запишіть зі слів партнера, які галузі, місця і суми йому підходять, і передайте йому посилання.
interest-count = { $count ->
    [one] { $n } зацікавлення
    [few] { $n } зацікавлення
   *[many] { $n } зацікавлень
}
interest-beside = Чого шукає цей партнер
interest-name = Назва
interest-name-hint = Як це назвати партнерові: «Медичне обладнання до 10 000 доларів».
interest-organisation-hint = Якщо партнер є в реєстрі: його адреса в реєстрі або точна назва.
interest-sectors = Галузі
interest-sectors-hint = Коди DAC, три цифри (122) або п’ять (12220), через кому. Порожньо: будь-які.
interest-places = Місця
interest-places-hint = Коди або назви територій через кому, кожна з усім, що в ній. Порожньо: будь-де.
interest-priority = Терміновість не нижча за
interest-priority-hint = Порожньо: будь-яка.
interest-amount = Вартість
interest-from = від
interest-to = до
interest-least = Вартість від
interest-most = Вартість до
interest-most-hint = Цілими одиницями валюти. Потреба, вартість якої невідома або в іншій валюті, через це не відпадає.
interest-currency = Валюта
interest-currency-hint = Три латинські літери, наприклад USD.
interest-lang = Мова листів
interest-lang-en = англійська
interest-lang-uk = українська
interest-often = Листи з новим
interest-often-daily = щодня, коли є нове
interest-often-weekly = раз на тиждень, коли є нове
interest-often-never = ніколи: досить сторінки і стрічки
interest-mail = Адреса для листів
interest-mail-hint = Зберігається зашифровано. Вказуйте лише зі згоди партнера; від листів можна відмовитися одним натиском.
interest-bad-sector = «{ $what }» не є кодом галузі: потрібні три або п’ять цифр.
interest-too-many = Не більше { $what }.
interest-bad-currency = «{ $what }» не є кодом валюти.
interest-bad-amount = «{ $what }» не є сумою: потрібне ціле число.
interest-most-below-least = Найбільша сума менша за найменшу.
interest-bad-mail = «{ $what }» не є адресою пошти.
interest-state-open = діє
interest-state-ended = без листів: партнер відмовився
interest-state-revoked = посилання скасовано
interest-state-expired = строк посилання минув
interest-until = Посилання діє до
interest-turn = Дати нове посилання
interest-revoke = Скасувати посилання
interest-made = Посилання для партнера
interest-made-help = Передайте його партнерові. Воно показується лише зараз; хто його має, бачить цю добірку. Нове посилання скасує це.
interest-made-not-whole = Установа ще не записала своєї адреси в мережі: допишіть її перед посиланням.
interest-link = Посилання
interest-fits = Що вам підійшло б
interest-fits-none = Зараз немає відкритих потреб, що підходять. Щойно буде нове, воно з’явиться тут і в стрічці.
interest-why = Чому
interest-why-sector = галузь { $code }
interest-why-place = { $place }
interest-why-amount = вартість { $amount }
interest-why-any = ви не обмежили пошуку
interest-end = Відмовитися від листів
interest-end-help = Листів із новим більше не буде. Сторінка і стрічка за цим посиланням працюватимуть далі.
interest-ended = Листів із новим більше не буде. Сторінка і стрічка працюють далі.
interest-keep = Це особиста сторінка: адресу варто зберегти і не публікувати.
interest-letter-subject = Нові потреби: { $name }
interest-letter =
    За вашим зацікавленням «{ $name }» є нове:

    { $list }

    Усе, що вам підходить, і чому:
    { $link }

    Посилання особисте. Відмовитися від цих листів:
    { $end }
