# The headings of a person’s copy (src/rights/copy.rs).
copy-title = Что хранится о вас
copy-made = Составлено
copy-person = Вы
copy-contacts = Как с вами связаться
copy-documents = Документы
copy-consents = Согласия
copy-family = Семья
copy-case = Дело
copy-withheld = Не включено
copy-withheld-why = Часть сведений не вошла в копию: она касается других людей или доступна только поимённо названным лицам.
