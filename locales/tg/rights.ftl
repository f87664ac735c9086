# The headings of a person’s copy (src/rights/copy.rs).
copy-title = Он чӣ дар бораи шумо нигоҳ дошта мешавад
copy-made = Санаи таҳия
copy-person = Шумо
copy-contacts = Роҳҳои тамос бо шумо
copy-documents = Ҳуҷҷатҳои шахсият
copy-consents = Розигиҳо
copy-family = Оила
copy-case = Парванда
copy-withheld = Нигоҳ дошташуда
copy-withheld-why = Қисме аз маълумот дар ин нусха нест: он дар бораи дигарон аст ё танҳо назди шахсони муайян нигоҳ дошта мешавад.
