portal-lead = Що потрібно громадам, хто допомагає, про що домовлено, що будується і що з цього вийшло. Кожне число відкривається до записів і джерел.
portal-directions = Напрями роботи
portal-no-directions = Напрямів ще не задано. Адміністратор додає їх у розділі «Установа».
portal-next = Що далі
portal-all-steps = Усі кроки
portal-newest = Проєкти
portal-all-projects = Усі проєкти
portal-sources = На що це спирається
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
portal-facet-place = Де
portal-found = { $count ->
    [one] Знайдено { $n } запис.
    [few] Знайдено { $n } записи.
   *[many] Знайдено { $n } записів.
}
