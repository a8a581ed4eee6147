ask-title = Запитайте словами
ask-lead = Запитання розбирають за правилами та словником установи: воно стає уточненнями, які видно і які можна змінити. Нічого не вигадано: чого реєстр не знає, про те так і сказано.
ask-question = Ваше запитання
ask-question-hint = Наприклад: скільки квартир уже готові? Українською або англійською, до 300 знаків.
ask-do = Запитати
ask-examples = З чого почати
ask-example-1 = Скільки підприємств отримали користь?
ask-example-2 = Які квартири ще ремонтують?
ask-example-3 = Що Канада фінансувала в Попасній?
ask-example-4 = Які кроки прострочено?
ask-answer = Відповідь
ask-gaps = Цього реєстр не знає
ask-understood = Як зрозуміли запитання
ask-no-parts = Уточнень у запитанні не впізнано: шукаємо за його словами.
ask-from = зі слів «{ $words }»
ask-eased = не застосовано: решта запитання говорить про інше
ask-drop = прибрати
ask-drop-of = Прибрати: { $name }
ask-unknown = Цих слів у реєстрі немає:
ask-change = Змінити
ask-any = будь-що
ask-apply = Застосувати
ask-records = Записи
ask-by-words = за словами:
ask-said = Що сказано в джерелах
ask-beside = Числа, учасники, кроки
ask-numbers = Числа
ask-computed = пораховано: сума
ask-named = { $count ->
    [one] названо { $n }
    [few] названо { $n }
   *[many] названо { $n }
}
ask-steps = Що далі
ask-found = { $count ->
    [one] Знайдено { $n } запис.
    [few] Знайдено { $n } записи.
   *[many] Знайдено { $n } записів.
}
ask-these = { $found }: { $names }
ask-records-count = { $count ->
    [one] { $n } запис
    [few] { $n } записи
   *[many] { $n } записів
}
ask-none = Записів «{ $what }» немає.
ask-unsure = Певної відповіді немає. Нижче — записи, які можуть стосуватися запитання.
ask-not = не: { $what }
ask-says = { $number } — { $source }
ask-says-unsourced = { $number } (джерела немає)
ask-who = { $role }: { $names }
ask-stands = { $name }: { $state } { $date }
ask-due = { $step }: строк { $day }
ask-undated = { $step }: дня не названо
ask-where = { $name }: { $places }
ask-stated-named = { $stated }, з них названо { $named }
ask-part-ask = Що запитано
ask-part-role = У якій ролі
ask-part-kind = Що це
ask-part-form = Вид угоди
ask-part-measure = Показник
ask-part-direction = Напрям
ask-part-state = Стан
ask-part-place = Де
ask-part-organisation = Хто
ask-part-country = Країна
ask-part-day = Час
ask-ask-count = скільки
ask-ask-list = які
ask-ask-who = хто
ask-ask-when = коли
ask-ask-where = де
ask-ask-money = скільки грошей
ask-ask-state = у якому стані
ask-ask-next = що далі
ask-ask-said = хто і що сказав
ask-state-finished = завершене
ask-state-going = триває
ask-state-open = не завершене
ask-state-planned = заплановане або обіцяне
ask-state-started = розпочате
ask-state-signed = підписане
ask-state-renewal = має бути перепідписане
ask-state-refused = відмовлене або скасоване
ask-state-overdue = прострочене
ask-gap-nothing = Записів, які б відповідали запитанню, немає. Приберіть уточнення або запитайте іншими словами. { $what }
ask-gap-members = Не всіх названо: { $what }
ask-gap-nobody = Не сказано, хто. { $what }
ask-gap-date = Дня не названо. { $what }
ask-gap-money = Суми не названо. { $what }
ask-gap-number = Такого числа не названо. { $what }
ask-gap-place = Місця не названо. { $what }
ask-gap-step = Наступного кроку не записано. { $what }
ask-gap-state = Жоден запис не має такого стану; показано всі. { $what }
ask-gap-unread = Цього в запитанні не зрозуміло: { $what }
ask-gap-eased = Не застосовано, бо за цим уточненням нічого немає: { $what }
ask-gap-undated = Записів, у яких дня не названо, тож не пораховано: { $what }
ask-gap-words = Про це в показаних записах не сказано: { $what }
ask-too-long = Запитання задовге
ask-too-long-help = Напишіть коротше: до { $what } знаків.
