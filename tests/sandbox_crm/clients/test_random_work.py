"""Whatever is done with the commands of clients, in whatever order, seed and journal fold to the live state."""

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from sandbox_crm.bench import Refused
from sandbox_crm.clients import accounts, consents, contacts, merging, segments, verification
from sandbox_crm.imports import running, undoing
from sandbox_crm.models.clients import Account
from tests.sandbox_crm.conftest import Sandbox

ids = st.integers(1, 8)
names = st.sampled_from(["Świt sp. z o.o.", "Alfa", "Żubr", "Kiosk u Ćmy", "Beta"])
nips = st.sampled_from([None, "1000000012", "5000000014", "5000000037", "123"])
CSV = "Firma;NIP;Imię;Nazwisko\nAlfa;5000000043;Jan;Żak\nŻubr;5000000037;;\n".encode()
MAPPING = {"Firma": "account.name", "NIP": "account.nip", "Imię": "contact.first_name", "Nazwisko": "contact.last_name"}
RULE = {"any": [{"field": "city", "op": "contains", "value": "lub"}]}

steps = st.one_of(
    st.tuples(
        st.just(accounts.create),
        st.fixed_dictionaries({"name": names, "nip": nips, "duplicate_reason": st.sampled_from([None, "oddział"])}),
    ),
    st.tuples(st.just(accounts.update), st.fixed_dictionaries({"account_id": ids, "nip": nips, "city": names})),
    st.tuples(st.just(accounts.delete), st.fixed_dictionaries({"account_id": ids})),
    st.tuples(st.just(accounts.restore), st.fixed_dictionaries({"account_id": ids})),
    st.tuples(
        st.just(accounts.bulk_update),
        st.fixed_dictionaries(
            {
                "account_ids": st.lists(ids, max_size=4),
                "field": st.just("status"),
                "value": st.sampled_from(["active", "inactive", "x"]),
            }
        ),
    ),
    st.tuples(
        st.just(merging.merge),
        st.fixed_dictionaries(
            {
                "keep_id": ids,
                "drop_id": ids,
                "fields": st.dictionaries(st.sampled_from(["nip", "name", "city"]), st.sampled_from(["keep", "drop"])),
            }
        ),
    ),
    st.tuples(
        st.just(contacts.create),
        st.fixed_dictionaries({"account_id": ids, "first_name": names, "last_name": names, "is_primary": st.booleans()}),
    ),
    st.tuples(st.just(contacts.delete), st.fixed_dictionaries({"contact_id": ids})),
    st.tuples(st.just(contacts.restore), st.fixed_dictionaries({"contact_id": ids})),
    st.tuples(st.just(contacts.anonymise), st.fixed_dictionaries({"contact_id": ids})),
    st.tuples(
        st.just(consents.record),
        st.fixed_dictionaries(
            {
                "contact_id": ids,
                "purpose": st.just("commercial"),
                "channel": st.sampled_from(["email", "fax"]),
                "status": st.just("granted"),
            }
        ),
    ),
    st.tuples(
        st.just(verification.verify),
        st.fixed_dictionaries(
            {
                "account_id": ids,
                "source": st.just("register"),
                "register_entry_id": st.integers(1, 4),
                "accepted_fields": st.lists(st.sampled_from(["nip", "krs", "name"]), max_size=2),
            }
        ),
    ),
    st.tuples(
        st.just(segments.create),
        st.fixed_dictionaries({"name": names, "mode": st.sampled_from(["static", "rule"]), "rule": st.just(RULE)}),
    ),
    st.tuples(
        st.just(segments.set_members),
        st.fixed_dictionaries({"segment_id": st.integers(1, 3), "account_ids": st.lists(ids, max_size=3)}),
    ),
    st.tuples(st.just(segments.delete), st.fixed_dictionaries({"segment_id": st.integers(1, 3)})),
    st.tuples(
        st.just(running.run),
        st.fixed_dictionaries(
            {
                "file": st.just(("a.csv", CSV)),
                "mapping": st.just(MAPPING),
                "mode": st.sampled_from(["create", "both"]),
                "match_by": st.just("nip"),
                "decisions": st.dictionaries(st.integers(2, 3), st.sampled_from(["skip", "create", "update"])),
            }
        ),
    ),
    st.tuples(st.just(undoing.undo), st.fixed_dictionaries({"import_run_id": st.integers(1, 3)})),
)


@settings(max_examples=40, deadline=None)
@given(st.lists(steps, min_size=3, max_size=14))
def test_seed_and_journal_fold_to_the_live_state(work):
    with tempfile.TemporaryDirectory() as folder:
        sandbox = Sandbox(Path(folder))
        done = 0
        for carry_out, args in work:
            try:
                with sandbox.work() as bench:
                    carry_out(bench, **args)
                done += 1
            except Refused:
                continue
        snapshot = sandbox.snapshot()
        assert len(snapshot.journal) == done
        with sandbox.work() as bench:
            doubled = bench.session.scalars(
                select(Account.nip)
                .where(Account.deleted_at.is_(None), Account.nip.is_not(None), Account.duplicate_reason.is_(None))
                .group_by(Account.nip)
                .having(func.count() > 1)
            ).all()
        assert doubled == []
