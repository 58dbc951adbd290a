"""What pages say about surveys: words for kinds, rules and changes, and one row or card each."""

from surveys.pages.cards import Card, question_cards
from surveys.pages.catalogue import Board, board_of, subject_rows, subject_state, today_of
from surveys.pages.changes import (
    ChangeLine,
    change_lines,
    changes_to_publish,
    version_changes,
)
from surveys.pages.flow import (
    NO_NAMES,
    Names,
    condition_words,
    question_label,
    rule_words,
    source_words,
)
from surveys.pages.groups import PageGroup, page_groups
from surveys.pages.looks import (
    CHOICE_WORDS,
    CONTACT_WORDS,
    LOOKS,
    STARTER_CARDS,
    ChoiceWords,
    Look,
    StarterCard,
    kind_menu,
    language_name,
    score_words,
)
from surveys.pages.meters import Meters, Tabs, meters_of, tabs_of
from surveys.pages.pictures import picture_url
from surveys.pages.pipes import Pipe, pipes_for
from surveys.pages.publication import Publication, VersionEntry, publication, version_entries
from surveys.pages.routes import Node, Route, Trial, outline_of, route_of, tried_sources
from surveys.pages.rows import (
    LanguageState,
    StateChip,
    SurveyRow,
    language_states,
    state_chips,
    survey_rows,
)
from surveys.pages.rule_lines import RuleList, rule_list
from surveys.pages.rule_parts import CLASS, Group, Option, Parts, parts_of
from surveys.pages.usual import faces_of, in_language, usual_ends, usual_levels

__all__ = [
    "CHOICE_WORDS",
    "CLASS",
    "CONTACT_WORDS",
    "LOOKS",
    "NO_NAMES",
    "STARTER_CARDS",
    "Board",
    "Card",
    "ChangeLine",
    "ChoiceWords",
    "Group",
    "LanguageState",
    "Look",
    "Meters",
    "Names",
    "Node",
    "Option",
    "PageGroup",
    "Parts",
    "Pipe",
    "Publication",
    "Route",
    "RuleList",
    "StarterCard",
    "StateChip",
    "SurveyRow",
    "Tabs",
    "Trial",
    "VersionEntry",
    "board_of",
    "change_lines",
    "changes_to_publish",
    "condition_words",
    "faces_of",
    "in_language",
    "kind_menu",
    "language_name",
    "language_states",
    "meters_of",
    "outline_of",
    "page_groups",
    "parts_of",
    "picture_url",
    "pipes_for",
    "publication",
    "question_cards",
    "question_label",
    "route_of",
    "rule_list",
    "rule_words",
    "score_words",
    "source_words",
    "state_chips",
    "subject_rows",
    "subject_state",
    "survey_rows",
    "tabs_of",
    "today_of",
    "tried_sources",
    "usual_ends",
    "usual_levels",
    "version_changes",
    "version_entries",
]
