"""Documents to PDF, labels to dots, the print spool and its ledger."""
