# The headings of a person’s copy (src/rights/copy.rs).
copy-title = What is kept of you
copy-made = Made on
copy-person = You
copy-contacts = Ways to reach you
copy-documents = Identity documents
copy-consents = Consents
copy-family = Family
copy-case = Case
copy-withheld = Kept back
copy-withheld-why = Part of what is kept is not in this copy: it is about others, or is kept by named people alone.
