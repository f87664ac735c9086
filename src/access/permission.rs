//! The list of permissions. A new use case starts as a line here: the type goes into the handler's signature, resource and
//! action are what roles grant (`config/roles.toml`, programmes.md 4.1).

/// What a handler needs, as a type.
pub trait Permission: Send + Sync + 'static {
    /// Resource of the role matrix.
    const RESOURCE: &'static str;
    /// Action of the role matrix.
    const ACTION: &'static str;
    /// `resource.action`, as the API description shows it.
    const NAME: &'static str;
}

macro_rules! permissions {
    ($($(#[$doc:meta])* $name:ident = $resource:literal . $action:literal;)+) => {
        $($(#[$doc])*
        #[derive(Debug)]
        pub struct $name;
        impl Permission for $name {
            const RESOURCE: &'static str = $resource;
            const ACTION: &'static str = $action;
            const NAME: &'static str = concat!($resource, ".", $action);
        })+

        /// Every permission: (type, resource, action).
        pub const ALL: &[(&str, &str, &str)] = &[$((stringify!($name), $resource, $action),)+];
    };
}

permissions! {
    ReadSession = "session"."read";
    UpdateSession = "session"."update";
    ReadWork = "work"."read";

    ReadOrganisation = "organisation"."read";
    UpdateOrganisation = "organisation"."update";
    /// The platform's own: found, list and suspend organisations.
    ManageOrganisations = "organisation"."manage";
    ReadOffice = "office"."read";
    ManageOffices = "office"."manage";
    ReadUser = "user"."read";
    ManageUsers = "user"."manage";
    ReadRole = "role"."read";
    ManageRoles = "role"."manage";
    ReadProgrammeSetting = "programme_setting"."read";
    ManageProgrammeSettings = "programme_setting"."manage";
    ReadParameter = "parameter"."read";
    ManageParameters = "parameter"."manage";
    ReadCalendar = "calendar"."read";
    ManageCalendar = "calendar"."manage";
    /// Let all clocks of the organisation stand still (0.1 C6).
    SuspendClocks = "calendar"."transition";
    ReadCodeList = "code_list"."read";

    ReadPerson = "person"."read";
    CreatePerson = "person"."create";
    UpdatePerson = "person"."update";
    /// Bring people from a file.
    CreateImport = "import"."create";
    ReadImport = "import"."read";
    /// Commit, cancel or take back what a file brought.
    UpdateImport = "import"."update";
    /// Find people by name or number, and see who they are.
    SearchNames = "name_search"."read";
    ReadHousehold = "household"."read";
    CreateHousehold = "household"."create";
    UpdateHousehold = "household"."update";

    ReadConsent = "consent"."read";
    CreateConsent = "consent"."create";
    /// Withdraw a consent.
    UpdateConsent = "consent"."update";

    ReadDuplicate = "duplicate"."read";
    /// Say of a pair that they are one person or are not.
    UpdateDuplicate = "duplicate"."update";
    /// Merge two people's records, and undo it.
    ApproveDuplicate = "duplicate"."approve";

    ReadCase = "case"."read";
    CreateCase = "case"."create";
    UpdateCase = "case"."update";
    TransitionCase = "case"."transition";
    /// Let a running case go on by another version of its programme.
    MoveCase = "case"."approve";
    AssignCase = "assignment"."update";
    ReadDeadline = "deadline"."read";
    UpdateDeadline = "deadline"."update";
    ReadTask = "task"."read";
    CreateTask = "task"."create";
    UpdateTask = "task"."update";
    ReadNote = "note"."read";
    CreateNote = "note"."create";
    UpdateNote = "note"."update";
    ReadAlert = "alert"."read";
    /// Put a read alert away.
    UpdateAlert = "alert"."transition";
    /// The need-to-know list of a K4 case.
    ManageCaseAccess = "case"."share";

    ReadLegalHold = "legal_hold"."read";
    /// Keep a case from being restricted, archived and disposed of.
    CreateLegalHold = "legal_hold"."create";
    /// Lift a hold.
    UpdateLegalHold = "legal_hold"."update";

    /// Disposals, and the certificates of what was disposed of.
    ReadErasure = "erasure"."read";
    /// Propose to dispose of what has been kept long enough.
    CreateErasure = "erasure"."create";
    /// Carry a disposal out, or decline it.
    ApproveErasure = "erasure"."approve";

    /// What people ask about the data that is kept of them.
    ReadSubjectRequest = "subject_request"."read";
    CreateSubjectRequest = "subject_request"."create";
    /// Answer it, and lift a restriction.
    ApproveSubjectRequest = "subject_request"."approve";
    /// Make somebody's copy of what is kept of them.
    ExportSubjectData = "subject_request"."export";

    ReadEnforcementRequest = "enforcement_request"."read";
    CreateEnforcementRequest = "enforcement_request"."create";
    /// Decide what law enforcement asks, or confirm the decision.
    ApproveEnforcementRequest = "enforcement_request"."approve";
    /// Answer it by a document.
    UpdateEnforcementRequest = "enforcement_request"."update";

    ReadBreakGlass = "break_glass"."read";
    /// Ask for emergency access to a K4 case, or sign a colleague's request.
    RequestBreakGlass = "break_glass"."create";
    /// Find it in order, or not.
    ReviewBreakGlass = "break_glass"."verify";

    ReadSitting = "sitting"."read";
    CreateSitting = "sitting"."create";
    UpdateSitting = "sitting"."update";
    /// Open, close and minute a sitting.
    TransitionSitting = "sitting"."transition";
    ReadSeat = "seat"."read";
    /// The body itself: seats, who holds them, who is its secretary.
    ManageSeats = "seat"."manage";
    ReadDocketItem = "docket_item"."read";
    /// Put an item on a docket, recuse a seat from it.
    UpdateDocketItem = "docket_item"."update";
    /// Close or adjourn an item.
    TransitionDocketItem = "docket_item"."transition";
    ReadBallot = "ballot"."read";
    CastBallot = "ballot"."vote";

    ReadLedger = "ledger"."read";
    VerifyLedger = "ledger"."verify";
}
