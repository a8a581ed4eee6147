person-title = People
person-lead = Who answers for what, and whom to talk to. Only the office’s staff see contacts; visitors see the name and post of those whom public sources name.
person-new = Add a person
person-search = Name or post
person-of = Shows only people of:
person-of-all = Show all
person-only-due = Shows only those whose data is due to be forgotten.
person-due = { $count ->
    [one] The data of { $n } person is due to be forgotten: take a look
   *[other] The data of { $n } people is due to be forgotten: take a look
}
person-due-tag = due to be forgotten
person-none-help = Here stand only those who may be shown to you. A coordinator adds a person and says why the office keeps their data.
person-count = { $count ->
    [one] { $n } person
   *[other] { $n } people
}
person-inside = For the office only
person-forgotten = forgotten
person-forgotten-at = The personal data of this person was destroyed on { $day }. The journal keeps only that it was.
person-closed = The data is sealed with another key, so it can neither be seen nor changed. The administrator has to bring back the key file that it was sealed with.
person-publish = Publish name and post
person-contact = Contact
person-contact-help = Kept sealed; visitors do not see it.
person-mail = Mail
person-phone = Phone
person-note = Note
person-purpose = Why we keep it
person-forget-on = To be forgotten
person-sources = Sources
person-forget = Forget the data
person-forget-help = Name, mail, phone and note will be destroyed, together with the key by which the journal knows their changes. Nobody can bring them back. That the person was here, their post and organisation stay; the page is hidden from visitors and its address changes.
person-forget-confirm = I understand that the data will be gone for good
person-forget-unconfirmed = Tick that you understand: the data will be gone for good
person-no-name = Give the name in at least one language
person-no-purpose = Say why the office keeps this data: without a purpose it must not be kept
person-bad-mail = “{ $what }” is no mail address: Latin letters, an @ and the name of a host are needed, for example ivan@example.org
person-bad-phone = “{ $what }” is no phone number: only digits, spaces, brackets and hyphens, for example +380 44 000 00 00
person-field-name-uk = Name in Ukrainian
person-field-name-hint = Kept sealed
person-field-name-en = Name in English
person-field-organisation = Organisation
person-field-organisation-hint = Choose from the list, or write the exact name
person-field-post-uk = Post in Ukrainian
person-field-post-hint = Write no names here: the journal keeps the post
person-field-post-en = Post in English
person-field-mail = Mail
person-field-guarded-hint = Kept sealed; only the office’s staff see it
person-field-phone = Phone
person-field-phone-hint = With the country’s code, for example +380 44 000 00 00. Kept sealed
person-field-note = Note
person-field-rounds = May be written to when the organisation’s needs are collected
person-field-rounds-hint = Tick it when the person has agreed: letters of a collection round go only to those who have
person-rounds = Agreed to be written to when the organisation’s needs are collected.
person-field-purpose-uk = Why we keep it, in Ukrainian
person-field-purpose-hint = Required: for example “A partner’s contact in a project”. Write no names here
person-field-purpose-en = Why we keep it, in English
person-field-forget-on = When to forget
person-field-forget-on-hint = A day, a month or a year; after it the office is reminded
person-field-cites = Sources
person-column-post = Post
