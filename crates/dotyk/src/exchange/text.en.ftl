# Exchange with partners.
exchange-nameless = the office’s IATI identifier; an administrator enters it in the settings
exchange-none-complete = no project of this list is published with all that is needed; the project’s card says what lacks
exchange-left-draft = it is a draft
exchange-left-nowhere = the country is not known
exchange-left-finding = { $id }: { $message }
