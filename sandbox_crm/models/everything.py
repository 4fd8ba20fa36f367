"""All journalled entities in order of dependence, and the tables they live in."""

from __future__ import annotations

from sandbox_crm.models import clients, company, indexes, offers, sales, searching, work
from sandbox_crm.models.journal import JournalRow, SeedState, SentForm
from sandbox_crm.models.record import Base

#: every entity whose changes the journal records; seeds are inserted in this order
ENTITIES = (
    company.SalesUser, company.DictionaryEntry, company.Setting, company.StoredFile,
    clients.RegisterEntry, clients.Account, clients.Contact, clients.Consent, clients.Verification,
    sales.Product, sales.Pipeline, sales.Stage, sales.SalesGoal, clients.Segment, clients.SegmentMember, sales.StageTask,
    clients.ImportRun, clients.ImportRow,
    sales.Opportunity, sales.OpportunityContact, sales.OpportunityLine, sales.StageChange,
    offers.OfferTemplate, offers.Offer, offers.OfferLine, offers.Message,
    work.Task, work.Interaction, work.SavedView, work.Report, work.ReportRun,
)

BY_TABLE = {entity.__tablename__: entity for entity in ENTITIES}
UNJOURNALLED = (company.FileContent, JournalRow, SeedState, SentForm)
#: what the tables are read by, made with them
READ_BY = (indexes.KEYS, searching.WORDS)
METADATA = Base.metadata
