"""Each rule of the exchange switched off alone: a course of events that ends well with it ends in loss without it.

A rule whose course ends well either way would be no rule; so every switch here must be seen red. `RULES` follows
docs/sync.md and architecture §4. What needs several writers in the same moment (positions under the feed's lock, locks
in one order, the subject's lock) is in `test_exchange_at_once`. What is no matter of loss but of who may ask is tried
at the server: signatures, nonces and codes (tests/server/test_access, test_replays, test_enrolment), the server's word
for a link (test_returns), personal parts outside the reference feed (test_rights), who reads a file (test_blobs).
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import exchange_calls as calls
import exchange_courses as courses
import exchange_switches as switches
import pytest
from exchange_places import Files
from exchange_world import Template, World, make_template, seeded
from sqlalchemy.exc import IntegrityError

Patch = pytest.MonkeyPatch


@dataclass(frozen=True)
class Rule:
    """How a rule is switched off, and what happens then; `nightly` ones wait for the long run."""

    switch_off: Callable[[Patch], None]
    course: Callable[[World], None]
    nightly: bool = True

    @property
    def name(self) -> str:
        return f"{self.switch_off.__name__.replace('_', ' ')}, {self.course.__name__.replace('_', ' ')}"


RULES = (
    # Push
    Rule(switches.only_an_answer_confirms, courses.lost),
    Rule(switches.the_same_push_again_changes_nothing, courses.answered_to_nobody),
    Rule(switches.a_gap_is_asked_for, courses.set_back),
    Rule(switches.send_from_is_obeyed, courses.set_back),
    Rule(switches.links_are_compared, courses.forked),
    Rule(switches.a_fork_is_issued_again, courses.forked),
    Rule(switches.a_grown_fork_is_seen, courses.forked),
    Rule(switches.bodies_stay_as_written, courses.forked),
    Rule(switches.an_event_issued_again_counts_once, courses.issued_twice),
    Rule(switches.an_event_and_its_place_are_one_transaction, courses.handed_over),
    Rule(switches.a_push_too_large_is_halved, courses.narrow),
    Rule(switches.a_pc_signs_by_the_servers_clock, courses.clock_wrong),
    # Verdicts
    Rule(switches.verdicts_are_events, courses.judged, nightly=False),
    Rule(switches.nobody_but_the_server_judges, courses.judged_by_a_pc),
    Rule(switches.damage_does_not_stop_a_chain, courses.damaged),
    Rule(switches.nobody_folds_damaged_bytes, courses.damaged_on_the_way),
    Rule(switches.lost_bytes_are_a_gap, courses.gone_with_its_bytes),
    Rule(switches.sound_copies_are_brought, courses.damaged_and_alive),
    Rule(switches.fitness_is_what_the_writer_saw, courses.decided_apart),
    # Feeds and whom a dossier concerns
    Rule(switches.newcomers_get_the_history, courses.handed_over, nightly=False),
    Rule(switches.whoever_writes_first_owns_nothing, courses.overtaken),
    Rule(switches.writing_earns_no_history, courses.written_to_read),
    Rule(switches.what_came_early_is_admitted, courses.written_before_the_hand_over),
    Rule(switches.the_cursor_moves_with_its_page, courses.killed, nightly=False),
    # Epochs, comparing, bringing back
    Rule(switches.a_server_set_back_begins_an_epoch, courses.set_back),
    Rule(switches.a_cursor_of_another_epoch_reads_again, courses.set_back),
    Rule(switches.digests_heal_for_others, courses.burned),
    Rule(switches.digests_bring_back, courses.burned),
    Rule(switches.digests_set_cursors_back, courses.row_lost),
    Rule(switches.what_is_here_is_not_brought_again, courses.brought_by_two),
    # Levels
    Rule(switches.nobody_acts_upon_what_he_cannot_read, courses.one_updated),
    Rule(switches.nobody_acts_upon_what_he_cannot_read, courses.not_raised),
    Rule(switches.a_level_waits_for_all, courses.raised_too_early),
    Rule(switches.an_update_folds_again, courses.one_updated),
    # Copies and restores
    Rule(switches.numbers_jump_after_a_restore, courses.restored),
    Rule(switches.a_copied_disk_gets_a_lane, courses.copied),
    Rule(switches.a_copy_writes_into_no_chain_of_ours, courses.copied_while_it_runs),
    Rule(switches.who_is_behind_is_a_copy, courses.image_put_back),
    Rule(switches.earlier_identities_are_named, courses.restored_twice),
    Rule(switches.doubled_codes_are_flagged, courses.cloned),
    # Files: scans, and exchange by file
    Rule(switches.scans_are_doubted_in_a_new_epoch, courses.scan_kept),
    Rule(switches.a_file_promises_nothing, courses.file_lost),
    Rule(switches.the_same_push_again_changes_nothing, courses.file_twice),
    Rule(switches.a_page_goes_on_from_the_cursor, courses.answer_from_before),
    # Tickets
    Rule(calls.the_same_claim_gets_the_same_answer, calls.unheard, nightly=False),
    Rule(calls.a_claim_is_kept_until_it_is_answered, calls.unheard),
    Rule(calls.an_old_answer_is_asked_anew, calls.asked_too_early),
    Rule(calls.a_claim_of_somebody_else_is_let_go, calls.asked_as_somebody_else),
    Rule(calls.whoever_was_called_waits_no_longer, calls.called_alone),
    Rule(calls.the_server_knows_who_waits, calls.old_list),
    Rule(calls.alone_a_counter_calls_its_own, calls.no_line_anywhere),
    Rule(switches.numbers_jump_after_a_restore, calls.restored_at_noon),
)
COURSES = (
    *dict.fromkeys(rule.course for rule in RULES),
    *(
        courses.handed_over_early,
        courses.judged_anew,
        courses.overtaken_by_damage,
        courses.forgotten,
        calls.called_by_two,
        calls.called_as_somebody_else,
    ),
)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Template:
    folder = tmp_path_factory.mktemp("province")
    return make_template(folder, Files(folder))


@pytest.fixture
def world(template: Template, tmp_path: Path) -> Iterator[World]:
    with seeded(7):
        made = World(template, tmp_path)
        yield made
        made.close()


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_a_switch_finds_what_it_switches_off(rule: Rule, monkeypatch: Patch) -> None:
    with monkeypatch.context() as patch:
        rule.switch_off(patch)


@pytest.mark.nightly
@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_without_this_rule_something_is_lost(rule: Rule, world: World, nightly: bool, monkeypatch: Patch) -> None:
    if rule.nightly and not nightly:
        pytest.skip("in the long run of the night")
    with monkeypatch.context() as patch:
        patch.setattr(logging.root.manager, "disable", logging.CRITICAL)  # what then breaks is told aloud
        rule.switch_off(patch)
        with pytest.raises((AssertionError, IntegrityError)):  # the second: a PC that can't write any more
            rule.course(world)


@pytest.mark.nightly
@pytest.mark.parametrize(
    "course",
    COURSES,
    ids=lambda course: course.__name__,
)
def test_with_all_rules_the_same_course_ends_well(course: Callable[[World], None], world: World, nightly: bool) -> None:
    if not nightly and course not in (courses.forgotten, *(rule.course for rule in RULES if not rule.nightly)):
        pytest.skip("in the long run of the night")
    course(world)
