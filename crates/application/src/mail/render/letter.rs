//! What a mail shows, in order, before it is plain text or HTML.

/// A mail in words: both its parts show the same, in the same order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Letter {
    /// What happened: the subject, and the heading.
    pub(super) heading: String,
    /// Whose mail it is: the account that it is about.
    pub(super) about: Option<String>,
    /// Greets the reader.
    pub(super) greeting: String,
    /// When something ends soon that concerns the reader: stands out.
    pub(super) deadline: Option<String>,
    /// What it means for the reader.
    pub(super) lead: String,
    /// Who did it, when, where.
    pub(super) facts: Vec<LetterFact>,
    /// Names of many accounts or people.
    pub(super) list: Option<LetterList>,
    /// What else the reader may want to know before they act.
    pub(super) more: Option<String>,
    /// The one thing to do.
    pub(super) button: Option<LetterLink>,
    /// What to do if it is wrong.
    pub(super) after: String,
    /// Why the reader gets it.
    pub(super) why: String,
    /// Where to stop such mails.
    pub(super) stop: Option<LetterLink>,
    /// When it was written.
    pub(super) moment: String,
}

/// A line of the table of facts. The value may have several lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct LetterFact {
    pub(super) label: String,
    pub(super) value: String,
}

/// Names under a heading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct LetterList {
    pub(super) heading: String,
    pub(super) names: Vec<String>,
    /// How many more there are, in words.
    pub(super) others: Option<String>,
}

/// A link to a page of ours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct LetterLink {
    pub(super) label: String,
    pub(super) url: String,
}
