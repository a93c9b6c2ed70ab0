"""What a stranger's server may try on a fetch, and the check of each: a check that goes is missed."""

from __future__ import annotations

import ast

import pytest

from ita_evidence.settings import PROJECT

FETCHER, GUARD = "collection/test_fetcher.py", "collection/test_guard.py"
ADAPTERS, OUTCOMES = "collection/test_adapters.py", "collection/test_outcomes.py"
POLITENESS, PAGE = "collection/test_politeness.py", "collection/test_collection_page.py"
ENCODINGS, HTML = "thai/test_thai_encodings.py", "extraction/readers/test_reader_html.py"
FEEDS = "extraction/readers/test_reader_files.py"

CHECKS: dict[str, tuple[tuple[str, str], ...]] = {
    "an address inside, in any spelling": (
        (GUARD, "test_an_address_inside_is_refused_even_where_its_name_is_allowed"),
        (GUARD, "test_an_ipv4_address_is_as_public_in_ipv6_clothes"),
    ),
    "a name that rebinds": (
        (GUARD, "test_a_checked_address_is_what_is_connected_to"),
        (GUARD, "test_a_name_that_rebinds_is_resolved_once_and_checked_each_time"),
        (GUARD, "test_one_private_address_among_public_ones_is_enough"),
    ),
    "other ports, schemes and hosts": ((GUARD, "test_urls_that_are_not_asked"),),
    "a mapping to loopback for a real name": (
        (GUARD, "test_only_test_names_are_mapped_and_only_to_loopback"),
    ),
    "a proxy from the environment": ((FETCHER, "test_the_environment_names_no_proxy"),),
    "redirects": (
        (FETCHER, "test_each_redirect_is_checked_like_the_first_url"),
        (FETCHER, "test_five_redirects_are_enough_and_six_too_many"),
        (FETCHER, "test_a_redirect_loop_ends"),
    ),
    "a drip": ((FETCHER, "test_a_drip_is_stopped_by_the_one_clock"),),
    "an endless body or head": (
        (FETCHER, "test_an_endless_body_is_stopped_at_the_limit"),
        (FETCHER, "test_an_endless_head_is_stopped"),
    ),
    "a body over its source's limit": (
        (FETCHER, "test_a_declared_length_over_the_limit_is_not_read"),
        (ADAPTERS, "test_a_source_has_its_own_limit_on_the_wire"),
    ),
    "a body that inflates": ((FETCHER, "test_a_gzip_bomb_is_stopped"),),
    "a body held in memory": ((FETCHER, "test_fifty_megabytes_are_held_a_chunk_at_a_time"),),
    "a page that hangs its parser": ((PAGE, "test_a_hostile_page_costs_seconds_at_most"),),
    "links that no browser should follow": ((PAGE, "test_links_that_lead_nowhere_we_can_ask"),),
    "a charset that lies": (
        (ENCODINGS, "test_utf7_is_never_honoured"),
        (HTML, "test_a_charset_label_is_not_believed_against_the_bytes"),
    ),
    "a feed with a DOCTYPE": ((FEEDS, "test_a_doctype_is_refused_before_it_is_parsed"),),
    "JSON of another kind": ((OUTCOMES, "test_hostile_json_is_one_outcome"),),
    "old or false TLS": (
        (FETCHER, "test_an_old_server_is_reached_by_one_named_downgrade"),
        (FETCHER, "test_a_strangers_certificate_does_not_hold"),
        (FETCHER, "test_another_names_certificate_does_not_hold"),
    ),
    "a header that is none": ((FETCHER, "test_a_validator_that_is_no_header_is_not_sent"),),
    "our delay": ((FETCHER, "test_the_delay_is_kept_between_all_requests"),),
    "429 and Retry-After": (
        (FETCHER, "test_retry_after_in_seconds_is_honoured"),
        (FETCHER, "test_a_long_retry_after_is_not_waited_for_and_not_ignored"),
    ),
    "robots.txt": (
        (FETCHER, "test_robots_disallow"),
        (FETCHER, "test_a_robots_file_that_fails_forbids_all"),
        (POLITENESS, "test_any_robots_file_is_read"),
    ),
    "opening hours": ((FETCHER, "test_out_of_its_hours_a_host_is_not_asked"),),
    "who we say we are": ((FETCHER, "test_it_names_itself_and_asks_for_identity"),),
    "anything at all": (
        (FETCHER, "test_whatever_a_server_says_is_one_outcome"),
        (FETCHER, "test_each_outcome_is_reached_over_a_socket"),
    ),
}


@pytest.mark.parametrize("risk", CHECKS)
def test_each_risk_of_a_fetch_has_its_checks(risk: str) -> None:
    for file, name in CHECKS[risk]:
        tree = ast.parse((PROJECT / "tests" / file).read_text("utf-8"))
        found = {one.name for one in tree.body if isinstance(one, ast.FunctionDef)}
        assert name in found, f"{risk}: {file} has no {name}"
