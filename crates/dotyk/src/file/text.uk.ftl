file-new = Додати файл
file-subject = До запису:
file-none = Оберіть файл: порожній файл не приймається
file-open = Відкрити
file-download = Завантажити
file-created-at = Додано
file-hash = Відбиток SHA-256
file-text = Текст
file-text-none = немає: на сторінках лише зображення
file-text-read = { $count ->
    [one] { $n } літера; файл знаходять за його словами
    [few] { $n } літери; файл знаходять за його словами
   *[many] { $n } літер; файл знаходять за його словами
}
file-remove = Забрати файл
file-remove-help = Забраний файл зникає зі сторінок. Його вміст зберігається, бо про нього говорить журнал.
file-removed = Цей файл забрано { $at }.
file-kilobytes = { $n } КБ
file-megabytes = { $n } МБ
file-field-file = Файл
file-field-file-hint = Щонайбільше { $n } МБ. Вид файлу визначається за вмістом, а не за назвою.
file-field-subject = До запису
file-field-name = Назва
file-field-type = Вид
file-field-size = Розмір, байтів
file-field-hash = Відбиток
