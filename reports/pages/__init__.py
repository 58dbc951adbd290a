"""What pages are made of, below any request: tables, papers, mails."""
