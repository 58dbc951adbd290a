"""Platform pieces that know no business word: logs, health, request ids, translations, QR codes."""
