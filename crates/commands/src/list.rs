// The one list of commands. Included by this crate and, for the names alone, by build scripts that must not compile
// the core: hence nothing but one macro, and types only as words.

/// Calls `$callback!` with every command as `name(Request) -> Reply;`.
#[macro_export]
macro_rules! for_each_command {
    ($callback:ident) => {
        $callback! {
            workspace_status(Nothing) -> WorkspaceStatus;
            staff_set(Staff) -> WorkspaceStatus;
            sample_start(SampleStartRequest) -> SampleReply;
            sample_leave(Nothing) -> WorkspaceStatus;
            sample_reset(Nothing) -> SampleReply;
            sample_remove(Nothing) -> SampleRemoveReply;
            secrets_status(Nothing) -> SecretsStatus;
            geoip_use(GeoipUseRequest) -> GeoipStatus;
            geoip_lookup(GeoipLookupRequest) -> GeoipLookupReply;
            agents_import(ImportRequest) -> ImportReply;
            agents_list(AgentsListRequest) -> AgentsListReply;
            agents_show(AgentRequest) -> AgentDetail;
            agents_set(AgentSetRequest) -> AgentDetail;
            agents_take_source(AgentTakeSourceRequest) -> AgentDetail;
            devices_list(AgentRequest) -> DevicesReply;
            devices_set(DeviceSetRequest) -> DeviceView;
            locate_pin(LocatePinRequest) -> LocationView;
            locate_reset(AgentRequest) -> LocationView;
            locate_estimate(AgentRequest) -> LocationView;
            connectwise_connect(ConnectRequest) -> ConnectReply;
            connectwise_check(Nothing) -> ConnectReply;
            connectwise_status(Nothing) -> ConnectwiseStatus;
            connectwise_disconnect(Nothing) -> DisconnectReply;
            connectwise_companies(CompaniesRequest) -> CompaniesReply;
            connectwise_company(CompanyRequest) -> CompanyDetail;
            connectwise_company_filters(Nothing) -> CompanyFilters;
            connectwise_sites(CompanyRequest) -> SitesReply;
            connectwise_types(Nothing) -> TypesReply;
            connectwise_statuses(Nothing) -> StatusesReply;
            public_ip(Nothing) -> PublicIpReply;
            link_set(LinkRequest) -> LinkReply;
            link_many(LinkManyRequest) -> LinkManyReply;
            link_suggestions(Nothing) -> LinkSuggestionsReply;
            link_remove(AgentRequest) -> LinkReply;
            removal_undo(RemovalUndoRequest) -> Nothing;
            match_run(MatchRunRequest) -> MatchReport;
            match_show(AgentRequest) -> MatchReport;
            match_all(Nothing) -> MatchAllReply;
            match_confirm(MatchConfirmRequest) -> MatchReport;
            match_confirm_many(MatchConfirmManyRequest) -> MatchConfirmManyReply;
            match_remove(DeviceRequest) -> MatchReport;
            match_move(MatchMoveRequest) -> MatchReport;
            match_retire(DeviceRequest) -> MatchReport;
            configurations_duplicates(AgentRequest) -> DuplicatesReply;
            configurations_duplicates_export(DuplicatesExportRequest) -> DuplicatesExportReply;
            placeholders_show(Nothing) -> PlaceholdersReply;
            placeholders_set(PlaceholderSetRequest) -> PlaceholdersReply;
            match_options_show(Nothing) -> MatchOptionsReply;
            match_options_set(MatchOptionsRequest) -> MatchOptionsReply;
            create(CreateRequest) -> CreateReply;
            type_map_show(TypeMapRequest) -> TypeMapReply;
            type_map_set(TypeMapSetRequest) -> TypeMapReply;
            type_questions(TypeQuestionsRequest) -> TypeQuestionsReply;
            fields_show(FieldsShowRequest) -> FieldsReply;
            fields_set(FieldsSetRequest) -> FieldsReply;
            fields_targets(Nothing) -> FieldTargetsReply;
            fields_example(FieldsExampleRequest) -> FieldsExampleReply;
            type_change(TypeChangeRequest) -> SyncRunReply;
            sync_options_show(AgentRequest) -> SyncOptionsReply;
            sync_options_set(SyncOptionsRequest) -> SyncOptionsReply;
            sync_plan(SyncPlanRequest) -> SyncPlanReply;
            sync_run(SyncRunRequest) -> SyncRunReply;
            sync_stop(AgentRequest) -> Nothing;
            sync_runs(RunsRequest) -> RunsReply;
            sync_run_show(RunRequest) -> SyncRunReply;
            sync_plan_export(SyncPlanExportRequest) -> SyncPlanExportReply;
            sync_undo_preview(RunRequest) -> UndoPreview;
            sync_undo(RunRequest) -> SyncRunReply;
            sync_retry(RunRequest) -> SyncRunReply;
            held_list(HeldListRequest) -> HeldReply;
            held_release(HeldReleaseRequest) -> HeldReply;
            sync_auto(SyncAutoRequest) -> SyncStatusReply;
            sync_resume(AgentRequest) -> SyncStatusReply;
            sync_status(Nothing) -> SyncStatusReply;
            runs_kept_show(Nothing) -> RunsKept;
            runs_kept_set(RunsKept) -> RunsKept;
        }
    };
}
