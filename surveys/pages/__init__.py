"""What pages say about surveys: words for kinds, rules and changes, and one row or card each."""

from surveys.pages.cards import Card, question_cards
from surveys.pages.changes import (
    ChangeLine,
    change_lines,
    changes_to_publish,
    version_changes,
)
from surveys.pages.looks import (
    LOOKS,
    STARTER_CARDS,
    Look,
    StarterCard,
    kind_menu,
    language_name,
    score_words,
)
from surveys.pages.publication import Publication, VersionEntry, publication, version_entries
from surveys.pages.rows import (
    LanguageState,
    StateChip,
    SurveyRow,
    language_states,
    state_chips,
    survey_rows,
)

__all__ = [
    "LOOKS",
    "STARTER_CARDS",
    "Card",
    "ChangeLine",
    "LanguageState",
    "Look",
    "Publication",
    "StarterCard",
    "StateChip",
    "SurveyRow",
    "VersionEntry",
    "change_lines",
    "changes_to_publish",
    "kind_menu",
    "language_name",
    "language_states",
    "publication",
    "question_cards",
    "score_words",
    "state_chips",
    "survey_rows",
    "version_changes",
    "version_entries",
]
