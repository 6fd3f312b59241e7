//! The data of the demo: an agency, its people, its clients, and everyone's access. All names are
//! invented.

/// An employee's access in the agency's own account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// Everything.
    SuperAdmin,
    /// Views and edits employee access.
    Manager,
    /// Views employee access.
    Viewer,
}

/// An employee of the agency.
#[derive(Debug)]
pub(super) struct DemoEmployee {
    /// Their platform id.
    pub(super) id: &'static str,
    pub(super) name: &'static str,
    pub(super) email: &'static str,
    pub(super) role: Role,
    pub(super) contractor: bool,
}

/// A client of the agency.
#[derive(Debug)]
pub(super) struct DemoClient {
    /// Its platform id.
    pub(super) id: &'static str,
    /// The agency's own name for it.
    pub(super) name: &'static str,
    /// Its official name.
    pub(super) official: &'static str,
    /// Its own super admin: platform id, name and address.
    pub(super) owner: (&'static str, &'static str, &'static str),
    /// How many days ago the agency began to work there, and how many days ago it last did.
    pub(super) since_and_last: (i64, i64),
}

/// An employee's access in a client.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Has {
    /// Super admin, provisioned by the platform.
    SuperAdmin,
    /// Partner admin, by an approved link.
    PartnerAdmin,
    /// A standard set, given by this partner admin.
    Set(&'static str, &'static str),
    /// A standard set, provisioned by the platform.
    OldSet(&'static str),
    /// A standard set, in an invitation that is not accepted yet.
    Invited(&'static str),
}

/// The agency.
pub(super) const AGENCY: (&str, &str) = ("10045512", "Northwind Studio");
/// The domains of its employees' addresses.
pub(super) const DOMAINS: [&str; 2] = ["northwind.example", "northwind-support.example"];

const fn employee(
    id: &'static str,
    name: &'static str,
    email: &'static str,
    role: Role,
) -> DemoEmployee {
    DemoEmployee {
        id,
        name,
        email,
        role,
        contractor: false,
    }
}

/// Its people.
pub(super) const EMPLOYEES: [DemoEmployee; 13] = [
    employee(
        "marit",
        "Marit Halvorsen",
        "marit@northwind.example",
        Role::SuperAdmin,
    ),
    employee(
        "tomas",
        "Tomás Iglesias",
        "tomas@northwind.example",
        Role::Manager,
    ),
    employee(
        "jonas",
        "Jonas Weber",
        "jonas@northwind.example",
        Role::Viewer,
    ),
    employee(
        "priya",
        "Priya Raman",
        "priya@northwind.example",
        Role::Manager,
    ),
    employee(
        "lucia",
        "Lucía Ferrer",
        "lucia@northwind-support.example",
        Role::Manager,
    ),
    employee(
        "oskar",
        "Oskar Nyström",
        "oskar@northwind.example",
        Role::Viewer,
    ),
    employee(
        "aoife",
        "Aoife Brennan",
        "aoife@northwind.example",
        Role::Viewer,
    ),
    employee(
        "kenji",
        "Kenji Watanabe",
        "kenji@northwind.example",
        Role::Viewer,
    ),
    employee(
        "sanne",
        "Sanne de Vries",
        "sanne@northwind.example",
        Role::Viewer,
    ),
    employee(
        "zofia",
        "Zofia Nowak",
        "zofia@northwind.example",
        Role::Viewer,
    ),
    employee(
        "elif",
        "Elif Yıldız",
        "elif@northwind.example",
        Role::Viewer,
    ),
    DemoEmployee {
        contractor: true,
        ..employee(
            "hannah",
            "Hannah Clarke",
            "hannah@clarkecopy.example",
            Role::Viewer,
        )
    },
    DemoEmployee {
        contractor: true,
        ..employee(
            "daniel",
            "Daniel Mbeki",
            "daniel@mbeki.example",
            Role::Viewer,
        )
    },
];

macro_rules! clients {
    ($($id:literal $name:literal $official:literal $owner:literal $who:literal $mail:literal
        $since:literal $last:literal;)*) => {
        /// Its clients, in the order of their names.
        pub(super) const CLIENTS: &[DemoClient] = &[$(
            DemoClient {
                id: $id,
                name: $name,
                official: $official,
                owner: ($owner, $who, $mail),
                since_and_last: ($since, $last),
            },
        )*];
    };
}

clients! {
"39012746" "Atlas Freight Lines" "Atlas Freight Lines Ltd"
    "henrik" "Henrik Lund" "henrik@atlasfreight.example" 1301 0;
"51930264" "Brightwater Clinics" "Brightwater Clinics"
    "samuel" "Samuel Okafor" "samuel@brightwater.example" 772 0;
"33764901" "Copperfield Breweries" "Copperfield Breweries plc"
    "fiona" "Fiona McKay" "fiona@copperfield.example" 590 1;
"77104532" "Fjordline Outdoor" "Fjordline Outdoor AS"
    "nils" "Nils Berge" "nils@fjordline.example" 1256 45;
"48210377" "Harbour & Pine" "Harbour and Pine Furniture Ltd"
    "ingrid" "Ingrid Solberg" "ingrid@harbourpine.example" 1066 0;
"20477815" "Kestrel Mutual Insurance" "Kestrel Mutual"
    "margaret" "Margaret Hale" "margaret@kestrelmutual.example" 1990 1;
"84450127" "Lumen Bicycle Works" "Lumen Bicycle Works BV"
    "bas" "Bas Jansen" "bas@lumenbicycles.example" 410 2;
"11873650" "Maison Aubert" "Maison Aubert SARL"
    "camille" "Camille Aubert" "camille@maisonaubert.example" 903 161;
"92817340" "Marlow & Finch Legal" "Marlow and Finch LLP"
    "edward" "Edward Finch" "edward@marlowfinch.example" 365 34;
"70265518" "Osterley Schools Trust" "The Osterley Schools Trust"
    "helen" "Helen Ashworth" "helen@osterleyschools.example" 128 3;
"46690235" "Quillon Software" "Quillon Software Pvt Ltd"
    "anjali" "Anjali Rao" "anjali@quillon.example" 688 2;
"62845190" "Solvang Dairy Cooperative" "Solvang Meieri SA"
    "kari" "Kari Solvang" "kari@solvang.example" 833 3;
"58209471" "Tidewater Marine" "Tidewater Marine GmbH"
    "peter" "Peter Haas" "peter@tidewater.example" 214 1;
"15538802" "Verdant Foods" "Verdant Foods SpA"
    "chiara" "Chiara Conti" "chiara@verdant.example" 497 7;
}

/// Everyone's access in the clients. Partner admins come before those they give access to.
pub(super) const ACCESS: [(&str, &str, Has); 45] = [
    ("marit", "48210377", Has::PartnerAdmin),
    ("marit", "46690235", Has::PartnerAdmin),
    ("marit", "51930264", Has::PartnerAdmin),
    ("marit", "33764901", Has::PartnerAdmin),
    ("marit", "62845190", Has::PartnerAdmin),
    ("marit", "58209471", Has::PartnerAdmin),
    ("marit", "84450127", Has::PartnerAdmin),
    ("marit", "77104532", Has::PartnerAdmin),
    ("jonas", "58209471", Has::PartnerAdmin),
    ("tomas", "39012746", Has::PartnerAdmin),
    ("tomas", "46690235", Has::PartnerAdmin),
    ("priya", "62845190", Has::PartnerAdmin),
    ("lucia", "70265518", Has::PartnerAdmin),
    ("marit", "20477815", Has::SuperAdmin),
    ("marit", "15538802", Has::SuperAdmin),
    ("jonas", "20477815", Has::SuperAdmin),
    ("tomas", "20477815", Has::SuperAdmin),
    ("tomas", "48210377", Has::SuperAdmin),
    (
        "jonas",
        "48210377",
        Has::Set("sales_and_crm_editor", "marit"),
    ),
    ("priya", "48210377", Has::Set("marketing_editor", "marit")),
    ("elif", "48210377", Has::Set("marketing_editor", "marit")),
    ("daniel", "48210377", Has::Set("web_developer", "marit")),
    ("marit", "39012746", Has::Set("marketing_editor", "tomas")),
    (
        "jonas",
        "39012746",
        Has::Set("sales_and_crm_editor", "tomas"),
    ),
    (
        "oskar",
        "39012746",
        Has::Set("reporting_view_only", "tomas"),
    ),
    ("kenji", "39012746", Has::Set("web_developer", "tomas")),
    (
        "oskar",
        "46690235",
        Has::Set("reporting_view_only", "marit"),
    ),
    ("kenji", "46690235", Has::Set("web_developer", "marit")),
    ("daniel", "46690235", Has::Set("web_developer", "marit")),
    ("aoife", "51930264", Has::Set("marketing_editor", "marit")),
    ("lucia", "51930264", Has::Set("service_desk", "marit")),
    ("zofia", "51930264", Has::Invited("sales_and_crm_editor")),
    (
        "oskar",
        "33764901",
        Has::Set("reporting_view_only", "marit"),
    ),
    ("aoife", "33764901", Has::Set("marketing_editor", "marit")),
    ("sanne", "33764901", Has::Set("marketing_editor", "marit")),
    ("sanne", "62845190", Has::Set("marketing_editor", "marit")),
    (
        "zofia",
        "58209471",
        Has::Set("sales_and_crm_editor", "marit"),
    ),
    ("kenji", "84450127", Has::Set("web_developer", "marit")),
    ("priya", "84450127", Has::Set("marketing_editor", "marit")),
    (
        "jonas",
        "77104532",
        Has::Set("sales_and_crm_editor", "marit"),
    ),
    ("oskar", "20477815", Has::OldSet("reporting_view_only")),
    ("priya", "20477815", Has::OldSet("marketing_editor")),
    ("aoife", "15538802", Has::OldSet("marketing_editor")),
    ("hannah", "15538802", Has::OldSet("marketing_editor")),
    ("kenji", "11873650", Has::OldSet("web_developer")),
];
