DROP TABLE ledger_seals, ledger_pending, ledger_entries;
