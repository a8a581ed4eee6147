interest-title = What partners look for
interest-lead = What partners look for. A partner has a private link: without an account it shows the open, published needs that fit them, and why; there is a feed and, if they want, a letter with what is new.
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
interest-sectors-hint = DAC codes of three digits (122) or five (12220), with commas between. Empty: any.
interest-places = Places
interest-places-hint = Codes or names of places with commas between, each with all that lies in it. Empty: anywhere.
interest-priority = Presses at least
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
interest-often = Letters with what is new
interest-often-daily = daily, when there is something
interest-often-weekly = weekly, when there is something
interest-often-never = never: page and feed are enough
interest-mail = Address for letters
interest-mail-hint = Kept encrypted. Give it only with the partner’s consent; one click ends the letters.
interest-bad-sector = “{ $what }” is no code of a sector: it has three or five digits.
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
interest-fits = What would fit you
interest-fits-none = No open need fits at the moment. What is new will appear here and in the feed.
interest-why = Why
interest-why-sector = sector { $code }
interest-why-place = { $place }
interest-why-amount = cost { $amount }
interest-why-any = you set no limits
interest-end = End the letters
interest-end-help = There will be no more letters with what is new. The page and the feed of this link go on.
interest-ended = There will be no more letters with what is new. Page and feed go on.
interest-keep = This page is private: keep its address, and do not publish it.
interest-letter-subject = New needs: { $name }
interest-letter =
    There is something new for your interest “{ $name }”:

    { $list }

    All that fits you, and why:
    { $link }

    The link is private. End these letters:
    { $end }
