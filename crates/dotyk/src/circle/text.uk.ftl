cluster-title = Кластери
cluster-lead = Підприємства, заклади освіти й науки та органи влади, що розвивають одну галузь: хто в кластері, відколи, що вміє, на що відгукнувся.
cluster-new = Додати кластер
cluster-none-help = Тут з’являються кластери області: їхня мета, учасники та спроможності.
cluster-count = { $count ->
    [one] { $n } кластер
    [few] { $n } кластери
   *[many] { $n } кластерів
}
cluster-aims = Мета
cluster-steps = Що далі
cluster-steps-none = Наступного кроку не записано.
cluster-files = Файли
cluster-beside = Кластери
cluster-state-planned = заплановано
cluster-state-created = створено
cluster-state-active = працює
cluster-state-dormant = наразі не працює
cluster-state-ended = припинено
group-title = Робочі групи
group-lead = Хто разом веде одну справу: учасники, завдання та рішення, протоколи.
group-new = Додати робочу групу
group-none-help = Тут з’являються робочі групи: навіщо їх створено, хто в них і що вони вирішили.
group-count = { $count ->
    [one] { $n } робоча група
    [few] { $n } робочі групи
   *[many] { $n } робочих груп
}
group-aims = Призначення
group-steps = Завдання та рішення
group-steps-none = Жодного завдання чи рішення не записано.
group-files = Протоколи та інші файли
group-beside = Робочі групи
group-state-planned = { cluster-state-planned }
group-state-created = { cluster-state-created }
group-state-active = { cluster-state-active }
group-state-dormant = { cluster-state-dormant }
group-state-ended = { cluster-state-ended }
circle-state = Стан
circle-since = Відколи
circle-without-filter = показати всі
circle-member = Учасник
circle-members-named = Названо учасників
circle-column-place-ids = Коди територій
circle-member-count = { $count ->
    [one] { $n } учасник
    [few] { $n } учасники
   *[many] { $n } учасників
}
circle-named = { $count ->
    [0] жодного не названо
    [one] названо { $n }
    [few] названо { $n }
   *[many] названо { $n }
}
circle-stated-company = { $count ->
    [one] { $n } підприємство
    [few] { $n } підприємства
   *[many] { $n } підприємств
}
circle-stated-university = { $count ->
    [one] { $n } заклад освіти чи науки
    [few] { $n } заклади освіти чи науки
   *[many] { $n } закладів освіти чи науки
}
circle-stated-authority = { $count ->
    [one] { $n } орган влади
    [few] { $n } органи влади
   *[many] { $n } органів влади
}
circle-stated-other = { $count ->
    [one] { $n } учасник
    [few] { $n } учасники
   *[many] { $n } учасників
}
circle-member-kind-company = підприємство
circle-member-kind-university = заклад освіти чи науки
circle-member-kind-authority = орган влади
circle-member-kind-other = інше
circle-member-unnamed = Не названо
circle-member-since = з { $day }
circle-member-until = до { $day }
circle-members-none = Учасників не названо.
circle-members-former = Були раніше
circle-join = Як долучитися
circle-answered = На які відбори відгукнулися учасники
circle-states-none = Стану ще не записано.
group-meet = Нова зустріч
circle-move = Змінити стан
circle-withdraw = Вилучити
circle-bring-back = Повернути як чернетку
circle-field-name-uk = Назва українською
circle-field-name-en = Назва англійською
circle-field-aims-uk = Мета українською
circle-field-aims-en = Мета англійською
circle-field-aims-hint = Навіщо це створено і чого хоче досягти.
circle-field-join-uk = Як долучитися, українською
circle-field-join-en = Як долучитися, англійською
circle-field-states = Історія
circle-field-states-hint = Кожен стан має дату, хоч би й приблизну, і джерело. Два джерела про один стан — два рядки.
circle-field-members = Учасники
circle-field-members-hint = Організацію оберіть із реєстру або назвіть словами. Людей словами не називайте: в людини є свій запис, і її ім’я бачить лише установа.
circle-field-name = Назва словами
circle-field-kind = Який учасник
circle-field-role-uk = Роль українською
circle-field-role-en = Роль англійською
circle-field-since = З якого дня
circle-field-until = До якого дня
circle-field-stated = Скільки учасників заявлено
circle-field-stated-hint = Скільки їх за джерелом, навіть коли їх не названо: «8 ІТ-компаній». Поруч стоїть, скількох названо.
circle-field-qualifier = Як сказано
circle-field-value = Скільки
circle-field-as-of = Станом на
circle-field-places = Території
circle-field-sector = Код DAC
circle-field-sectors = Спроможності за кодами DAC
circle-field-sectors-hint = Почніть писати назву або код; кілька — через кому: 22040, 321.
circle-field-tags = Спроможності словами
circle-field-tags-hint = Через кому: розробка програм, машинобудування.
circle-field-projects = Проєкти
circle-field-projects-hint = Над чим працює або що допомогло створити: адреса проєкту.
circle-field-organisation = Той самий як сторона угод
circle-field-organisation-hint = Якщо в реєстрі є така організація.
cluster-field-name-uk = { circle-field-name-uk }
cluster-field-name-en = { circle-field-name-en }
cluster-field-aims-uk = { circle-field-aims-uk }
cluster-field-aims-en = { circle-field-aims-en }
cluster-field-join-uk = { circle-field-join-uk }
cluster-field-join-en = { circle-field-join-en }
cluster-field-states = { circle-field-states }
cluster-field-members = { circle-field-members }
cluster-field-stated = { circle-field-stated }
cluster-field-places = { circle-field-places }
cluster-field-sectors = { circle-field-sectors }
cluster-field-tags = { circle-field-tags }
cluster-field-projects = { circle-field-projects }
cluster-field-organisation = { circle-field-organisation }
group-field-name-uk = { circle-field-name-uk }
group-field-name-en = { circle-field-name-en }
group-field-aims-uk = { circle-field-aims-uk }
group-field-aims-en = { circle-field-aims-en }
group-field-join-uk = { circle-field-join-uk }
group-field-join-en = { circle-field-join-en }
group-field-states = { circle-field-states }
group-field-members = { circle-field-members }
group-field-stated = { circle-field-stated }
group-field-places = { circle-field-places }
group-field-sectors = { circle-field-sectors }
group-field-tags = { circle-field-tags }
group-field-projects = { circle-field-projects }
group-field-organisation = { circle-field-organisation }
cluster-kind-company = { circle-member-kind-company }
cluster-kind-university = { circle-member-kind-university }
cluster-kind-authority = { circle-member-kind-authority }
cluster-kind-other = { circle-member-kind-other }
group-kind-company = { circle-member-kind-company }
group-kind-university = { circle-member-kind-university }
group-kind-authority = { circle-member-kind-authority }
group-kind-other = { circle-member-kind-other }
circle-name-needed = Дайте назву хоча б однією мовою.
circle-name-needed-help = Без назви запису не знайти.
circle-member-nobody = Хто це: оберіть організацію чи людину або назвіть організацію словами.
circle-member-nobody-help = Порожній рядок учасника можна просто лишити порожнім.
circle-member-twice = Цей учасник тут уже є за той самий час.
circle-member-twice-help = Хто вийшов і повернувся, має два рядки з різними датами.
circle-until-before = «{ $what }» раніше за початок участі.
circle-until-before-help = Перевірте обидві дати.
circle-bad-number = «{ $what }»: напишіть ціле число від 1 до мільйона.
circle-bad-number-help = Як сказано, наприклад «понад», обирають поруч.
circle-too-many = Щонайбільше { $what }.
circle-too-many-help = Більшу кількість можна заявити числом.
circle-state-ahead = «{ $what }» ще не настало: у майбутньому можна лише планувати.
circle-state-ahead-help = Запишіть стан «заплановано» або дату, що вже минула.
circle-state-not-so = Такий стан не може йти після попереднього.
circle-state-not-so-help = Стани йдуть так: заплановано, створено, працює, наразі не працює, припинено; після перерви можна повернутися до роботи, а припинене не починається знову.
circle-publish-needs-state = Спершу скажіть, який це має стан.
circle-publish-needs-state-help = Інакше ніхто не зрозуміє, чи воно вже є.
circle-suits = Що підходить учасникам
circle-suits-lead = Відкриті потреби, схожі на те, що вміє кластер, і відбори, на які можуть податися його учасники. Кожна порада має причини, які можна перевірити.
circle-suits-needs = Потреби
circle-suits-needs-none = Жодної відкритої потреби, схожої на те, що вміє кластер.
circle-suits-members = Уміють це за власними словами:
circle-suits-nobody = Жоден учасник не вказав цієї спроможності; схоже лише на кластер загалом.
circle-suits-calls = Відбори
circle-suits-calls-none = Жодного відкритого відбору, тема якого збігається зі спроможностями.
circle-suits-whole = Кластер загалом: учасників не названо
