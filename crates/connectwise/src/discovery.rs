//! Finding a tenant's API: `/login/companyinfo` names its host, and the codebase that changes with every upgrade.

use std::time::Duration;

use sitebook_psa::{PsaError, PsaErrorKind};
use url::Url;

use crate::answer::{Failure, parsed, unreadable};
use crate::call::{Call, Place};
use crate::client::Client;
use crate::host::{authority, trusted_origin};
use crate::transport::Transport;
use crate::wire::CompanyInfo;
use sitebook_service_client::Pace;

/// The only codebase on premises, and an alias on cloud servers.
const FALLBACK_CODEBASE: &str = "v4_6_release";

/// Where a tenant's API is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Tenant {
    /// `https://host/codebase/apis/3.0/`
    pub(crate) base: Url,
    /// The same with the release's own codebase, where `base` has the alias of a cloud server.
    pub(crate) release_base: Option<Url>,
    /// `VersionNumber` of `companyinfo`.
    pub(crate) version: String,
}

impl<T: Transport, P: Pace> Client<T, P> {
    /// The tenant, looked up at the first need. `deadline`: on the pace's clock.
    pub(crate) async fn tenant(&self, deadline: Duration) -> Result<Tenant, PsaError> {
        let mut known = self.tenant.lock().await;
        if let Some(tenant) = &*known {
            return Ok(tenant.clone());
        }
        let tenant = self.discover(deadline).await?;
        Ok(known.insert(tenant).clone())
    }

    /// The tenant looked up again, unless somebody else has done so since `used` was handed out.
    pub(crate) async fn tenant_after(&self, used: &Tenant, deadline: Duration) -> Result<Tenant, PsaError> {
        let mut known = self.tenant.lock().await;
        if let Some(tenant) = &*known
            && tenant != used
        {
            return Ok(tenant.clone());
        }
        let tenant = self.discover(deadline).await.map_err(under_maintenance)?;
        Ok(known.insert(tenant).clone())
    }

    /// Looks the tenant up now, whatever is known.
    pub(crate) async fn tenant_now(&self, deadline: Duration) -> Result<Tenant, PsaError> {
        let mut known = self.tenant.lock().await;
        let found = self.discover(deadline).await;
        let tenant = if known.is_some() { found.map_err(under_maintenance)? } else { found? };
        Ok(known.insert(tenant).clone())
    }

    async fn discover(&self, deadline: Duration) -> Result<Tenant, PsaError> {
        let mut url = self.origin.clone();
        if let Ok(mut segments) = url.path_segments_mut() {
            segments.clear().extend(["login", "companyinfo", self.company_login.as_str()]);
        }
        let host = authority(&self.origin);
        let unknown = || PsaErrorKind::UnknownCompanyLogin { host: host.clone(), company: self.company_login.clone() };
        let call = Call::get("/login/companyinfo");
        let body = match self.tried(&call, &Place::open(url), deadline).await {
            Ok(answer) => answer.body,
            Err(Failure { error: PsaError { kind: PsaErrorKind::NotFound { .. }, .. }, .. }) => {
                return Err(unknown().into());
            }
            Err(failure) => return Err(failure.error),
        };
        let info: Option<CompanyInfo> = parsed(&body).map_err(|error| unreadable(&error, "GET /login/companyinfo"))?;
        let info = info.ok_or_else(unknown)?;
        let codebase = codebase(&info.codebase).ok_or_else(|| PsaErrorKind::NotAnApi { host: host.clone() })?;
        let mut base = trusted_origin(&self.origin, Some(info.site_url.trim()).filter(|url| !url.is_empty()));
        base.set_path(&format!("/{codebase}/apis/3.0/"));
        let release = (codebase == FALLBACK_CODEBASE && info.is_cloud != Some(false)).then_some(&info.version_code);
        let release_base = release.and_then(|code| release_codebase(code)).map(|codebase| {
            let mut base = base.clone();
            base.set_path(&format!("/{codebase}/apis/3.0/"));
            base
        });
        tracing::debug!(host = authority(&base), codebase, is_cloud = info.is_cloud, "tenant found");
        Ok(Tenant { base, release_base, version: info.version_number })
    }
}

/// A web page in the place of `companyinfo`, from a host that has answered as an API before.
fn under_maintenance(error: PsaError) -> PsaError {
    match error.kind {
        PsaErrorKind::NotAnApi { .. } => PsaError { kind: PsaErrorKind::Maintenance { status: 200 }, ..error },
        _ => error,
    }
}

/// The codebase without its slashes; none when it could not be part of a path.
fn codebase(named: &str) -> Option<&str> {
    let codebase = named.trim().trim_matches('/');
    if codebase.is_empty() {
        return Some(FALLBACK_CODEBASE);
    }
    let safe = codebase.chars().all(|c| c.is_ascii_alphanumeric() || "_-.".contains(c)) && !codebase.contains("..");
    safe.then_some(codebase)
}

/// The codebase of a release, as in `v2025.1`: `v2025_1`. None for `v4.6` and the like, whose codebase is the alias.
fn release_codebase(version_code: &str) -> Option<String> {
    let (year, number) = version_code.trim().strip_prefix('v')?.split_once('.')?;
    let digits = |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_digit());
    (year.len() == 4 && digits(year) && digits(number)).then(|| format!("v{year}_{number}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codebases_are_one_segment_of_a_path() {
        for (named, expected) in [
            ("v2025_1/", Some("v2025_1")),
            ("/v2025_1/", Some("v2025_1")),
            ("v4_6_release", Some("v4_6_release")),
            ("", Some("v4_6_release")),
            (" / ", Some("v4_6_release")),
            ("../../evil", None),
            ("a/b", None),
            ("a?b", None),
        ] {
            assert_eq!(codebase(named), expected, "{named}");
        }
    }

    #[test]
    fn releases_of_the_cloud_have_a_codebase_of_their_own() {
        for (code, expected) in [
            ("v2025.1", Some("v2025_1")),
            (" v2020.4 ", Some("v2020_4")),
            ("v4.6", None),
            ("2025.1", None),
            ("v2025.x/..", None),
            ("", None),
        ] {
            assert_eq!(release_codebase(code).as_deref(), expected, "{code}");
        }
    }
}
