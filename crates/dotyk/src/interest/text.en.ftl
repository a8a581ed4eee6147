interest-title = What partners look for
interest-lead = What partners look for. A partner has a private link: without an account it shows the open, published needs that fit them, and why; there is a feed and, if they want, a letter with what is new.
interest-lead-own = What your organisation looks for, as its people said or wrote themselves. Each leads to the open needs that fit you. It is changed behind the private link that came by mail, or through the office.
interest-none-own = Your organisation looks for nothing yet. Tell the office which sectors, places and amounts fit you, or leave your address on the page for partners.
interest-new = Save an interest
interest-none-help = There is none yet. Write down from a partner’s words which sectors, places and amounts fit them, and pass them the link.
interest-count = { $count ->
    [one] { $n } interest
   *[other] { $n } interests
}
interest-beside = What this partner looks for
interest-name = Name
interest-name-hint = What to call it to the partner: “Medical equipment up to 10,000 dollars”.
interest-organisation-hint = If the register knows the partner: their address in it, or their exact name.
interest-sectors = Sectors
interest-sectors-hint = Begin a name or a code; several with commas between: 122, 12220. Empty: any.
interest-places = Places
interest-places-hint = Codes or names of places with commas between, each with all that lies in it. Empty: anywhere.
interest-priority = Urgency at least
interest-priority-hint = Empty: anything.
interest-amount = Cost
interest-from = from
interest-to = up to
interest-least = Cost from
interest-most = Cost up to
interest-most-hint = In whole units of the currency. A need whose cost is unknown or in another currency is not left out for it.
interest-currency = Currency
interest-currency-hint = Three Latin letters, such as USD.
interest-lang = Language of letters
interest-lang-en = English
interest-lang-uk = Ukrainian
interest-often = Letters about what is new
interest-often-daily = daily, when there is something
interest-often-weekly = weekly, when there is something
interest-often-never = never: page and feed are enough
interest-mail = Address for letters
interest-mail-hint = Kept encrypted. Give it only with the partner’s consent; one click ends the letters.
interest-too-many = No more than { $what }.
interest-bad-currency = “{ $what }” is no code of a currency.
interest-bad-amount = “{ $what }” is no amount: write a whole number.
interest-most-below-least = The greatest amount is less than the least.
interest-bad-mail = “{ $what }” is no mail address.
interest-state-open = open
interest-state-ended = no letters: the partner ended them
interest-state-revoked = link revoked
interest-state-expired = link expired
interest-until = The link works until
interest-turn = Give a new link
interest-revoke = Revoke the link
interest-made = A link for the partner
interest-made-help = Pass it to the partner. It is shown only now; whoever has it sees this selection. A new link ends this one.
interest-made-not-whole = The office has not said yet how the outside reaches it: put its address before the link.
interest-link = Link
interest-fits = Needs that fit you
interest-fits-none = No open need fits at the moment. What is new will appear here and in the feed.
interest-why = Why
interest-why-sector = sector { $code }
interest-why-place = { $place }
interest-why-amount = cost { $amount }
interest-why-any = you set no limits
interest-end = End the letters
interest-end-help = There will be no more letters about what is new. The page and the feed of this link go on.
interest-ended = There will be no more letters about what is new. Page and feed go on.
interest-keep = This page is private: keep its address, and do not publish it.
interest-letter-subject = New needs: { $name }
interest-letter =
    There is something new for your interest “{ $name }”:

    { $list }

    All that fits you, and why:
    { $link }

    The link is private. End these letters:
    { $end }
interest-request = Say what you look for
interest-request-lead = Could you help? Say which sectors, places and amounts fit you. A letter goes to your address: open the link in it, and you have a private page with the needs that fit you. No account is needed.
interest-request-send = Send me the letter
interest-request-sent = Check your mail
interest-request-sent-help = { $count ->
    [one] If that address can be written to, a letter with a link is on its way. Open it within { $n } day. Until then nothing is kept as your interest, and afterwards the request is forgotten.
   *[other] If that address can be written to, a letter with a link is on its way. Open it within { $n } days. Until then nothing is kept as your interest, and afterwards the request is forgotten.
}
interest-request-sent-none = No letter? Look among the spam; one address is written to at most once an hour. Or write to the office:
interest-request-closed = This page cannot take requests now: the office has not said yet how the outside reaches it. Write to it:
interest-request-closed-help = The letter would have no link. Write to the office by mail.
interest-request-letter-subject = Confirm what you look for
interest-request-letter =
    Somebody, probably you, asks to be shown the needs of communities for the interest “{ $name }”.

    { $count ->
        [one] To confirm, open the link within { $n } day:
       *[other] To confirm, open the link within { $n } days:
    }
    { $link }

    If it was not you, do nothing: the request is forgotten, and there are no letters.
interest-confirm = Confirm
interest-confirm-help = Then your private page opens. The office will see your interest and your address; nobody else does.
interest-edit = Change what you look for
interest-edit-lead = Changes hold at once: on the page, in the feed and in the next letter.
interest-own-name-hint = What you would call it: “Medical equipment up to 10,000 dollars”.
interest-own-mail = Your address
interest-own-mail-hint = A letter with a link goes there, and then the news if you want them. Kept encrypted; one click ends the letters.
interest-own-mail-stays = The address for letters stays the same. For another one, leave a new interest:
interest-no-mail = No address is known for this interest: choose “never”, or leave a new one.
interest-shut-unknown = This link opens nothing
interest-shut-unknown-help = Perhaps its address was not copied whole, or it is forgotten by now. Open it from the letter once more.
interest-shut-expired = The link has expired
interest-shut-expired-help = A link works for some time only, and that is over.
interest-shut-revoked = The link was taken back
interest-shut-revoked-help = The office took this link back, or has given you a new one.
interest-shut-another = To have another, say again what you look for, or write to the office:
interest-unknown = asked by themselves
interest-unknown-count = { $count ->
    [one] { $n } partner asked by themselves: say which organisation it is.
   *[other] { $n } partners asked by themselves: say which organisations they are.
}
interest-name-them = Which organisation it is
interest-unknown-organisation = The register knows no organisation “{ $what }”
interest-unknown-organisation-help = Choose it from the list, or add it to the register first.
interest-only-unknown = Shown are partners who asked by themselves, of whom nobody has said who they are.
interest-fits-them = Open needs that fit the partner
