# The headings of a person’s copy (src/rights/copy.rs).
copy-title = آنچه دربارهٔ شما نگهداری می‌شود
copy-made = تاریخ تهیه
copy-person = شما
copy-contacts = راه‌های تماس با شما
copy-documents = اسناد هویت
copy-consents = رضایت‌ها
copy-family = خانواده
copy-case = پرونده
copy-withheld = نیامده است
copy-withheld-why = بخشی از داده‌ها در این نسخه نیست: دربارهٔ دیگران است یا تنها نزد افراد معین نگهداری می‌شود.
