source-title = Джерела
source-lead = Хто це сказав, де й коли. Кожен запис реєстру спирається на місце в джерелі; звідси видно, на що спирається що.
source-new = Додати джерело
source-none-help = Джерело додають, коли є документ, інтерв’ю, реєстр або сторінка, на які спиратимуться записи.
source-count = { $count ->
    [one] { $n } джерело
    [few] { $n } джерела
   *[many] { $n } джерел
}
source-kind-document = Документ
source-kind-interview = Інтерв’ю
source-kind-register = Реєстр
source-kind-web = Сторінка в мережі
source-kind-person = Усно
source-issuer = Видавець
source-author = Автор
source-speakers = Говорять
source-date-note = Про дату
source-link = Посилання
source-licence = Ліцензія
source-facts = Що тут сказано і які записи на це спираються
source-facts-none = Жоден запис ще не спирається на це джерело. Вкажіть його у записі разом із місцем: сторінкою чи пунктом.
source-bad-link = Посилання має починатися з https:// або http:// і не мати пробілів: «{ $what }»
source-locator-twice = Місце «{ $what }» записано двічі
source-field-title-uk = Назва українською
source-field-title-en = Назва англійською
source-field-kind = Вид
source-field-date = Дата
source-field-date-note-uk = Як відома дата, українською
source-field-date-note-en = Як відома дата, англійською
source-field-issuer-uk = Видавець українською
source-field-issuer-en = Видавець англійською
source-field-author = Автор
source-field-speakers = Хто говорить
source-field-speakers-hint = Імена через крапку з комою
source-field-link = Посилання
source-field-link-hint = Повна адреса, https://…
source-field-licence = Ліцензія
source-field-doubt-uk = Що сумнівно, українською
source-field-doubt-en = Що сумнівно, англійською
source-field-passage = Місця джерела
source-field-passage-hint = Кожне місце, на яке спираються записи: сторінка, пункт, позначка. Порожній рядок не зберігається.
source-field-locator = Позначка місця
source-field-text-uk = Що там сказано, українською
source-field-text-en = Що там сказано, англійською
source-field-question-uk = На яке питання відповідає, українською
source-field-question-en = На яке питання відповідає, англійською
