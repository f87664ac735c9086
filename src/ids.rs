//! One id type for each table: a case's id cannot be passed where a person's is wanted. All are UUIDv7, made in the server or
//! by the client.
use std::fmt;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
        #[serde(transparent)]
        #[schema(value_type = String, format = Uuid)]
        pub struct $name(pub Uuid);

        impl $name {
            /// A new id, ordered by time.
            pub fn new() -> Self {
                Self(Uuid::now_v7())
            }
        }

        impl Default for $name {
            fn default() -> Self {
                Self::new()
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl From<$name> for Uuid {
            fn from(id: $name) -> Self {
                id.0
            }
        }
    )+};
}

ids! {
    /// An organisation, that is a tenant.
    OrganisationId,
    /// A login.
    UserId,
    /// A user in an organisation.
    MembershipId,
    OfficeId,
    TeamId,
    RoleId,
    PersonId,
    HouseholdId,
    /// A file of people, and the operation that works on it.
    ImportId,
    CaseId,
    DeadlineId,
    PaperId,
    TaskId,
    AlertId,
    NoteId,
    /// A file of a case.
    AttachmentId,
    BodyId,
    SeatId,
    SittingId,
    /// A docket item.
    ItemId,
    /// A ledger entry.
    EntryId,
}
