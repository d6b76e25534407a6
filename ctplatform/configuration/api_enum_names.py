"""Names of choices in the API's schema, where their fields are called alike."""

API_ENUM_NAMES = {
    "MembershipRole": "ctplatform.accounts.models.Role",
    "Stance": "annotations.links.vocabulary.ROLES",
    "ReviewPolicy": "ctplatform.accounts.models.ReviewPolicy",
    "RecordState": "ctplatform.curation.models.CuratedRecord.State",
    "ProposalState": "ctplatform.curation.models.Proposal.State",
    "ProposalChannel": "ctplatform.curation.models.Proposal.Channel",
    "ChangeKind": "ctplatform.curation.models.AboutRecord.Kind",
    "ProposalKind": "ctplatform.curation.serializers.PROPOSED",
    "JobState": "ctplatform.jobs.models.Job.State",
    "Marking": "ctplatform.markings.levels.CHOICES",
    "ActorKind": "incidents.vocabularies.ACTOR_KIND_CHOICES",
    "Weight": "incidents.vocabularies.WEIGHTS",
    "RelationStatus": "incidents.actors.vocabulary.RELATION_STATUSES.items",
    "Credibility": "incidents.sources.vocabulary.CREDIBILITIES.items",
    "DateBasis": "incidents.events.vocabulary.DATE_BASES.items",
    "RecordRights": "incidents.events.vocabulary.RIGHTS.items",
    "TextRights": "annotations.articles.vocabulary.RIGHTS.items",
    "YesOrNo": "incidents.vocabularies.YES_NO",
    "ParticipationRole": "incidents.vocabularies.PARTICIPATION_ROLE_CHOICES",
    "ParticipationCertainty": "incidents.vocabularies.PARTICIPATION_CERTAINTIES",
    "ChartKind": "incidents.charts.vocabulary.PINNED_KINDS.items",
    "SeriesMarking": "ctplatform.markings.levels.STRICT_CHOICES",
    "CheckOutcome": "incidents.vocabularies.CHECK_OUTCOMES.items",
}
"""{name in the schema: where the choices are defined}."""
