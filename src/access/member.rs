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
    /// The parts of cases that the grants open, where they open no whole one: see [`Member::sees_whole`].
    pub slices: Vec<String>,
}

impl Member {
    /// Whether one of the roles is held.
    pub fn holds(&self, role: &str) -> bool {
        self.roles.iter().any(|held| held == role)
    }

    /// Whether a case that is reached is seen whole, or only where its programme names the member's roles (programmes.md 4.1:
    /// "stay slice", "health slice").
    pub fn sees_whole(&self) -> bool {
        self.slices.is_empty()
    }

    /// Whether the grants cover a programme of this class; `*` is every programme below K4.
    pub fn covers(&self, programme: &str, class: i16) -> bool {
        self.programmes.iter().any(|granted| granted == programme || (granted == "*" && (class < 4 || self.user.is_none())))
    }
}
