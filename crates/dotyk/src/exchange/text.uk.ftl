# Обмін із партнерами.
exchange-nameless = ідентифікатор IATI установи; його вписує адміністратор у налаштуваннях
exchange-none-complete = жоден із проєктів цього переліку не опубліковано з усім потрібним; чого бракує, видно на картці проєкту
exchange-left-draft = це чернетка
exchange-left-nowhere = невідомо, в якій країні
exchange-left-finding = { $id }: { $message }
