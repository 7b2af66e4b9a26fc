// The one list of commands. Included by this crate and, for the names alone, by build scripts that must not compile
// the core: hence nothing but one macro, and types only as words.

/// Calls `$callback!` with every command as `name(Request) -> Reply;`.
#[macro_export]
macro_rules! for_each_command {
    ($callback:ident) => {
        $callback! {
            workspace_status(Nothing) -> WorkspaceStatus;
            staff_set(Staff) -> WorkspaceStatus;
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
            connectwise_sites(CompanyRequest) -> SitesReply;
            connectwise_types(Nothing) -> TypesReply;
            link_set(LinkRequest) -> LinkReply;
            link_remove(AgentRequest) -> LinkReply;
            match_run(MatchRunRequest) -> MatchReport;
            match_show(AgentRequest) -> MatchReport;
            match_confirm(MatchConfirmRequest) -> MatchReport;
            match_remove(DeviceRequest) -> MatchReport;
            fields_show(FieldsShowRequest) -> FieldsReply;
            fields_set(FieldsSetRequest) -> FieldsReply;
            sync_plan(SyncPlanRequest) -> SyncPlanReply;
            sync_run(SyncRunRequest) -> SyncRunReply;
            sync_stop(AgentRequest) -> Nothing;
            sync_runs(RunsRequest) -> RunsReply;
            sync_run_show(RunRequest) -> SyncRunReply;
        }
    };
}
