letter-title = Letters
letter-lead = What the program writes to people: reminders of needs, news of promises, digests for partners. Addresses and texts are encrypted; a text is destroyed once its letter is sent, the address thirty days later.
letter-sender = Letters are sent by themselves, from { $mail }.
letter-no-server = No mail server is set
letter-no-server-help = Letters wait here. Open a letter in your own mail program, send it, and press “Sent by hand”. For letters to go by themselves, the administrator sets DOTYK_SMTP and DOTYK_MAIL_FROM.
letter-no-address = The office has not said yet how the outside reaches it, so letters go without links, and reminders are not written at all.
letter-all = all
letter-none-help = There are no letters yet. One appears when a need with a mail address is confirmed, when somebody promises help, when nothing was heard of a need for long, or when a day draws near that must not be missed in an agreement.
letter-count = { $count ->
    [one] { $n } letter
   *[other] { $n } letters
}
letter-state = State
letter-state-waiting = waiting
letter-state-sending = being sent
letter-state-sent = sent
letter-state-failed = not sent
letter-state-unsure = arrival unknown
letter-state-by-hand = sent by hand
letter-state-dropped = not to be sent
letter-trouble-unreachable = The mail server does not answer; it is tried again by itself.
letter-trouble-settings = The mail server does not let us in: check DOTYK_SMTP.
letter-trouble-later = The server asks to come again.
letter-trouble-refused = The server refused it for good. Check the address in the record, or reach them another way.
letter-trouble-bad-address = This address cannot be written to. Mend it in the record, or reach them another way.
letter-trouble-too-old = For five days the server asked to come again; the program tries no more.
letter-trouble-lost = The program stopped or the line broke at the very moment the letter was handed over, so nobody knows whether the server took it. Ask the receiver; the program does not send it again blindly.
letter-tries = { $count ->
    [one] { $n } try.
   *[other] { $n } tries.
}
letter-next = Next: { $time }.
letter-to = To
letter-text = The letter’s text
letter-destroyed = Its content is destroyed
letter-open = Open in a mail program
letter-again = Try again
letter-by-hand = Sent by hand
letter-drop = Do not send
letter-moved-on = Something has happened to this letter already
letter-moved-on-help = Meanwhile the letter is “{ $what }”. Go back to the letters and see whether anything is left to do.
letter-forgotten = The text of this letter is gone
letter-forgotten-help = It was destroyed, or does not open with the key at hand. Send the same from its record once more.
letter-greeting = Hello,
letter-greeting-name = Hello { $name },
letter-foot = { $office }
letter-foot-mail = { $office }, { $mail }
letter-foot-why = A program wrote this letter because yours is the address to reach. If that is a mistake, let us know.
