//! Who acts, as the transaction's first flush found it.
use crate::ids::{MembershipId, OfficeId, OrganisationId, TeamId, UserId};

/// A user in an organisation, with what the open permission lets them reach.
#[derive(Debug, Clone)]
pub struct Member {
    pub tenant: OrganisationId,
    pub membership: MembershipId,
    /// `None`: the organisation's system member.
    pub user: Option<UserId>,
    pub office: Option<OfficeId>,
    pub team: Option<TeamId>,
    /// Keys of the roles held.
    pub roles: Vec<String>,
    pub training: Vec<String>,
    /// `own`, `team`, `office`, `organisation`, `docket`, …, `system`.
    pub reach: Vec<String>,
    /// `["*"]` or the programmes that the grants name.
    pub programmes: Vec<String>,
}

impl Member {
    /// Whether one of the roles is held.
    pub fn holds(&self, role: &str) -> bool {
        self.roles.iter().any(|held| held == role)
    }

    /// Whether the grants cover a programme of this class; `*` is every programme below K4.
    pub fn covers(&self, programme: &str, class: i16) -> bool {
        self.programmes.iter().any(|granted| granted == programme || (granted == "*" && (class < 4 || self.user.is_none())))
    }
}
