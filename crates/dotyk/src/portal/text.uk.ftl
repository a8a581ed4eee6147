portal-lead = Що потрібно громадам, хто допомагає, про що домовлено, що будується і що з цього вийшло. Кожне число відкривається до записів і джерел.
portal-directions = Напрями роботи
portal-no-directions = Напрямів ще не задано. Адміністратор додає їх у розділі «Установа».
portal-next = Що далі
portal-all-steps = Усі кроки
portal-newest = Проєкти
portal-all-projects = Усі проєкти
portal-sources = На що це спирається
portal-map-title = Карта
portal-map-by = Що показати
portal-map-by-projects = Кількість проєктів
portal-map-by-money = Гроші
portal-map-measure = Показник
portal-map-currency = Валюта
portal-map-level-country = Країни
portal-map-level-oblast = Області
portal-map-level-raion = Райони
portal-map-level-hromada = Громади
portal-map-level-settlement = Населені пункти
portal-map-level-district = Райони міст
portal-map-level-foreign = Місця за кордоном
portal-map-list = Ці проєкти списком
portal-map-legend = Умовні позначення
portal-map-circles = Площа кола відповідає числу; коло стоїть у точці, відомій реєстру, а без неї — посередині відомих точок усередині.
portal-map-table = Ті самі числа в таблиці
portal-map-projects = Проєкти
portal-map-money = Гроші
portal-map-no-money = сума невідома
portal-map-not-drawn = немає на карті: точка невідома
portal-map-none = Тут немає проєктів, які відповідають вибраному.
portal-map-whole = Для всієї території або не поділено
portal-map-several = Проєкт у кількох місцях враховано в кожному з них, тож сума рядків може бути більшою за загальну кількість.
portal-map-money-help = Гроші додаються лише в одній валюті; з проєкту береться останнє сказане одним джерелом; гроші проєкту в кількох місцях не діляться навмання. Суми проєктів, один з яких є частиною іншого, можуть перекриватися.
portal-map-nowhere = Територій ще немає
portal-map-nowhere-help = Карта показує, де що робиться. Спершу адміністратор додає території за Кодифікатором і вказує територію установи в розділі «Установа»:
portal-map-no-points = Немає що намалювати
portal-map-no-points-help = Реєстр не знає тут жодної точки. Таблиця нижче показує ті самі числа. Адміністратор додає точки таблицею зі стовпцями code, lat, lon, source:
portal-map-teach = Як показати межі
portal-map-teach-help = Якщо у вас є файл GeoJSON з межами (код у властивості code або katotth) і право його використовувати, адміністратор додає його один раз. Межі спрощуються, підпис власника даних стоїть під картою завжди:
portal-idea = Маєте ідею?
portal-idea-help = Установа підтримує ідеї, які громади вважають важливими для себе. Напишіть, що потрібно, де і для кого.
portal-search = Пошук
portal-search-words = Що шукати
portal-search-do = Знайти
portal-search-none = Спробуйте інше слово, приберіть уточнення або почніть із розділу вгорі. Пошук розуміє різні форми слів, старі й нові назви та помилку в одну літеру.
portal-corrected = За вашими словами нічого немає; показано: { $words }
portal-narrow = Уточнити
portal-facet-kind = Що це
portal-facet-direction = Напрям
portal-facet-stage = Стадія
portal-facet-need-state = Стан потреби
portal-facet-place = Де
portal-found = { $count ->
    [one] Знайдено { $n } запис.
    [few] Знайдено { $n } записи.
   *[many] Знайдено { $n } записів.
}
portal-desk = Ваш стіл
portal-desk-clear = Жодна не чекає.
portal-desk-drafts = Чернетки до оприлюднення
portal-desk-overdue = Прострочено
portal-desk-soon = Цього тижня
portal-desk-silent = Підтвердити: понад 90 днів мовчання
portal-desk-none = Нічого.
portal-key-numbers = Ключові числа
portal-holds = У реєстрі:
portal-other-sources = { $count ->
    [one] Про це говорить ще { $n } джерело.
    [few] Про це говорять ще { $n } джерела.
   *[many] Про це говорять ще { $n } джерел.
}
portal-new = Що нового
portal-new-lead = Проєкти, джерела, показники й кроки, які щойно оприлюднили або змінили. Лише те, що бачить кожен.
portal-new-none = Щойно щось оприлюднять, воно буде тут.
portal-openapi = Опис даних (OpenAPI)
portal-suggest = Підказки під час набору
portal-column-kind = Що це
portal-column-state = Стан
portal-column-name = Знайдено за іменем
portal-column-by = Що показує мапа
portal-emergencies = Надзвичайні події, що тривають
