file-new = Add a file
file-subject = Belongs to:
file-none = Choose a file: an empty one is not taken
file-open = Open
file-download = Download
file-created-at = Added
file-hash = SHA-256 digest
file-text = Text
file-text-none = none: its pages are pictures
file-text-read = { $count ->
    [one] { $n } letter; the file is found by its words
   *[other] { $n } letters; the file is found by its words
}
file-remove = Take the file back
file-remove-help = A file that is taken back is on no page any more. Its content is kept, since the journal speaks of it.
file-removed = This file was taken back on { $at }.
file-kilobytes = { $n } KB
file-megabytes = { $n } MB
file-field-file = File
file-field-file-hint = At most { $n } MB. The type is told by the content and not by the name.
file-field-subject = Belongs to
file-field-name = Name
file-field-type = Type
file-field-size = Size in bytes
file-field-hash = Digest
