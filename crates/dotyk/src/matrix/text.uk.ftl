matrix-title = Матриця потреб і допомоги
matrix-lead = Громада за галуззю: що потрібно, хто вже працює, де потреба нікого не зустріла і де двоє роблять те саме.
matrix-cell = Клітинка матриці
matrix-show = Що показати
matrix-show-needs = Відкриті потреби
matrix-show-money = Гроші в роботі, тис. грн
matrix-show-gaps = Прогалини
matrix-show-overlaps = Накладання
matrix-show-person = Гроші на одного мешканця, грн
matrix-show-help-needs = Число: скільки потреб ще не покрито.
matrix-show-help-money = Гроші проєктів, які тривають цього дня, і того, що оприлюднили партнери; у гривнях.
matrix-show-help-gaps = Число: скільки відкритих потреб там, де ніхто не працює.
matrix-show-help-overlaps = Число: скільки проєктів і діяльностей в одній громаді й галузі водночас, якщо їх два або більше.
matrix-show-help-person = Гроші в роботі, поділені на кількість мешканців громади, де вона відома.
matrix-sector = Галузь
matrix-community = Громада
matrix-sum = Разом
matrix-above = Для всього району чи області
matrix-unsaid = Галузь не вказано
matrix-all-places = Усі громади
matrix-all-sectors = Усі галузі
matrix-widen = Показати всі громади й галузі
matrix-none = Немає ні відкритих потреб, ні того, що триває цього дня.
matrix-none-needs = Відкритих потреб немає.
matrix-none-money = Нічого не триває цього дня.
matrix-none-gaps = Прогалин немає: скрізь, де є потреба, хтось працює.
matrix-none-overlaps = Накладань немає.
matrix-none-person = Ні про одну громаду не відомо водночас грошей і кількості мешканців.
matrix-nowhere-help = Матриця показує громади установи. Спершу адміністратор додає території за Кодифікатором і вказує територію установи в розділі «Установа»:
matrix-help = Потреба чи проєкт у кількох громадах або галузях стоїть у кожній, а в рядку й стовпці «Разом» рахується один раз, тож сума клітинок може бути більшою. Стовпець — розділ класифікатора DAC; натисніть на назву, щоб побачити його галузі. Те, що не назвало місця, тут не враховано.
matrix-help-money = Гроші проєкту — останнє сказане одним джерелом, поділене між галузями за частками, де вони відомі; між громадами гроші не діляться навмання. Гривні — за курсом установи на день показника, а для потреб і діяльностей — на вибраний день; сума без частини доданків — «не менше».
matrix-help-emergency = Подія звужує лише потреби: проєкти й діяльності показано всі.
matrix-open-needs = Відкриті потреби
matrix-people = Людей
matrix-cost = Орієнтовна вартість відкритого
matrix-projects = Проєкти, які тривають
matrix-published = Діяльності партнерів (IATI)
matrix-published-help = Те, що партнери самі оприлюднили за стандартом IATI й чого немає серед проєктів установи.
matrix-active = Хто працює
matrix-money = Гроші в роботі
matrix-person = На одного мешканця
matrix-gap = Прогалина.
matrix-gap-help = Є відкрита потреба, і ніхто тут у цій галузі не працює.
matrix-overlap = Накладання.
matrix-overlap-help = Двоє або більше роблять подібне в одній громаді, галузі й часі: варто поєднати або розвести.
matrix-kind = Вид запису
matrix-all-kinds = Показати все, що тут пораховано
matrix-no-needs = Відкритих потреб немає.
matrix-no-projects = Проєктів немає.
matrix-no-activities = Партнери нічого такого не оприлюднили.
matrix-nobody = ніхто не працює
matrix-unknown = н/д
matrix-cell-said = { $row }, { $column }: { $what }
matrix-share = сюди належить { $percent } %
matrix-population = Мешканців
matrix-column-code = Код громади
matrix-column-sector-name = Назва галузі
matrix-column-cost = Вартість відкритого, грн
matrix-column-cost-meant = Як сказано про вартість
matrix-column-cost-said = Вартість, як її названо
matrix-column-money = Гроші в роботі, грн
matrix-column-money-meant = Як сказано про гроші
matrix-column-money-said = Гроші, як їх названо
matrix-column-person = На мешканця, грн
matrix-needs = { $count ->
    [one] { $n } відкрита потреба
    [few] { $n } відкриті потреби
   *[many] { $n } відкритих потреб
}
matrix-activities = { $count ->
    [one] { $n } діяльність партнерів
    [few] { $n } діяльності партнерів
   *[many] { $n } діяльностей партнерів
}
matrix-places = { $count ->
    [one] у { $n } громаді
    [few] у { $n } громадах
   *[many] у { $n } громадах
}
matrix-for-people = { $count ->
    [one] для щонайменше { $n } людини
    [few] для щонайменше { $n } людей
   *[many] для щонайменше { $n } людей
}
matrix-gaps = { $count ->
    [one] { $n } прогалина
    [few] { $n } прогалини
   *[many] { $n } прогалин
}
matrix-overlaps = { $count ->
    [one] { $n } накладання
    [few] { $n } накладання
   *[many] { $n } накладань
}
