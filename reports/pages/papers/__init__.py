"""Composers: each tells one report page as a paper, for PDF, shared pages and e-mails."""
